import { describe, expect, it } from 'vitest';
import { failureCauseName, protocolName, statusMeaning } from '../../src/sms';

describe('statusMeaning', () => {
  it.each([
    [0x00, 'completed', 'received by the SME'],
    [0x03, 'completed', 'reserved'],
    [0x1f, 'completed', 'specific to the service centre'],
    [0x20, 'trying', 'congestion'],
    [0x30, 'trying', 'specific to the service centre'],
    [0x46, 'failed', 'validity period expired'],
    [0x49, 'failed', 'does not exist'],
    [0x4a, 'failed', 'reserved'],
    [0x62, 'gaveUp', 'no response from SME'],
    [0x7f, 'gaveUp', 'specific to the service centre'],
    [0x80, undefined, 'reserved'],
    [0xff, undefined, 'reserved'],
  ])('of %i is %s: %s', (status, kind, name) => {
    expect(statusMeaning(status)).toEqual({ class: kind, name });
  });
});

describe('protocolName', () => {
  it.each([
    [0x00, 'short message'],
    [0x05, 'SM-AL protocol 5'],
    [0x20, 'device implied by the address or the service centre'],
    [0x2e, 'reserved'],
    [0x32, 'Internet electronic mail'],
    [0x38, 'device specific to the service centre'],
    [0x3f, 'GSM/UMTS mobile station'],
    [0x40, 'Short Message Type 0'],
    [0x47, 'Replace Short Message Type 7'],
    [0x49, 'reserved'],
    [0x5f, 'Return Call Message'],
    [0x7f, '(U)SIM Data download'],
    [0x80, 'reserved'],
    [0xc0, 'specific to the service centre'],
  ])('of %i is %s', (pid, name) => {
    expect(protocolName(pid)).toBe(name);
  });
});

describe('failureCauseName', () => {
  it.each([
    [0x00, 'reserved'],
    [0x80, 'telematic interworking not supported'],
    [0xd3, 'memory capacity exceeded'],
    [0xd6, 'reserved'],
    [0xe0, 'specific to an application'],
    [0xff, 'unspecified error cause'],
  ])('of %i is %s', (fcs, name) => {
    expect(failureCauseName(fcs)).toBe(name);
  });
});
