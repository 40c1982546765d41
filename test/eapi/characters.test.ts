import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textFromWire, textToWire } from '../../src/eapi/characters';
import { isGsm7 } from '../../src/sms';

const wire = (...bytes: number[]): string => String.fromCharCode(...bytes);

describe('the character table', () => {
  it('reads the bytes of ISO-8859-1 that GSM 03.38 has as themselves', () => {
    const bytes =
      '\n\r !"#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz' +
      '¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùü';
    expect(textFromWire(bytes)).toBe(bytes);
    expect(textToWire(bytes)).toBe(bytes);
  });

  it.each([
    [0xd0, 'Δ'],
    [0xde, 'Φ'],
    [0xac, 'Γ'],
    [0xc2, 'Λ'],
    [0xdb, 'Ω'],
    [0xba, 'Π'],
    [0xdd, 'Ψ'],
    [0xca, 'Σ'],
    [0xd4, 'Θ'],
    [0xb1, 'Ξ'],
  ])('lends byte %s to %s', (byte, character) => {
    expect(textFromWire(wire(byte))).toBe(character);
    expect(textToWire(character)).toBe(wire(byte));
  });

  it.each([
    [0x14, '^'],
    [0x28, '{'],
    [0x29, '}'],
    [0x2f, '\\'],
    [0x3c, '['],
    [0x3d, '~'],
    [0x3e, ']'],
    [0x40, '|'],
    [0x65, '€'],
  ])('escapes with BB: %s is %s', (byte, character) => {
    expect(textFromWire(wire(0xbb, byte))).toBe(character);
    expect(textToWire(character)).toBe(wire(0xbb, byte));
  });

  it('reads plain brackets, backslash, circumflex, braces, bar and tilde as what they look like', () => {
    expect(textFromWire('[\\]^{|}~')).toBe('[\\]^{|}~');
  });

  it.each([
    ['a grave accent', '`', '?'],
    ['a Windows euro sign', '\x80', '?'],
    ['the escape at the end', 'a\xbb', 'a?'],
    ['the escape before a letter of no extension', '\xbbz', '?z'],
    ['two escapes', '\xbb\xbbe', '?€'],
    ['UTF-8 sent by mistake', '\xc3\xa9', '??'],
  ])('never fails: %s', (_what, bytes, text) => {
    expect(textFromWire(bytes)).toBe(text);
  });

  it('writes one question mark for a character outside the table, whatever it takes in UTF-16', () => {
    expect(textToWire('a🚨ж`b')).toBe('a???b');
  });

  it('reads any bytes as GSM 7 text, at most as long as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = textFromWire(Buffer.from(bytes).toString('latin1'));
        expect(isGsm7(text)).toBe(true);
        expect(text.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('is the same table both ways', () => {
    const characters = [
      ...textFromWire(Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('latin1')),
      '€',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...characters)), (chosen) => {
        const text = chosen.join('');
        expect(textFromWire(textToWire(text))).toBe(text);
      }),
    );
  });
});
