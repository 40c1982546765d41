import { describe, expect, it } from 'vitest';
import { readDcs } from '../../src/sms/dcs';

describe('readDcs', () => {
  it.each([
    [0x00, { alphabet: '7bit', messageClass: undefined }],
    [0x03, { alphabet: '7bit', messageClass: undefined }],
    [0x12, { alphabet: '7bit', messageClass: 2 }],
    [0x06, { alphabet: '8bit', messageClass: undefined }],
    [0x19, { alphabet: '16bit', messageClass: 1 }],
    [0x0c, { alphabet: '7bit', reserved: true }],
    [0x28, { alphabet: '16bit', compressed: true }],
    [0x48, { alphabet: '16bit', autoDelete: true, compressed: false }],
    [0x75, { alphabet: '8bit', autoDelete: true, compressed: true, messageClass: 1 }],
    [0x80, { alphabet: '7bit', reserved: true, messageClass: undefined }],
    [0xbf, { alphabet: '7bit', reserved: true, messageClass: undefined }],
    [0xc8, { alphabet: '7bit', waiting: { kind: 'voicemail', active: true, store: false } }],
    [0xd1, { alphabet: '7bit', waiting: { kind: 'fax', active: false, store: true } }],
    [0xea, { alphabet: '16bit', waiting: { kind: 'email', active: true, store: true } }],
    [0xf0, { alphabet: '7bit', messageClass: 0 }],
    [0xf7, { alphabet: '8bit', messageClass: 3 }],
    [0xfb, { alphabet: '7bit', messageClass: 3 }],
  ])('of %i', (dcs, expected) => {
    expect(readDcs(dcs)).toMatchObject(expected);
  });
});
