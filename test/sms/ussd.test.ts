import { describe, expect, it } from 'vitest';
import { packUssd, readUssd } from '../../src/sms/ussd';

const PLAIN = 0x0f;
const UCS2 = 0x48;

describe('packUssd', () => {
  it.each([
    ['*100#', 'AA180C3602'],
    ['12345678', '31D98C56B3DD70'],
  ])('packs %s', (text, hex) => {
    expect(packUssd(text)).toBe(hex);
  });

  it('fills seven spare bits with a carriage return, which would be an @', () => {
    expect(packUssd('1234567')).toBe('31D98C56B3DD1A');
  });

  it('refuses what GSM 7 lacks', () => {
    expect(() => packUssd('*100ж')).toThrow('USSD: "*100ж", expected characters of the GSM 7 alphabet');
  });
});

describe('a string longer than USSD carries', () => {
  it('is refused, not cut', () => {
    expect(() => packUssd('1'.repeat(183))).toThrow('USSD: 183 septets, at most 182 expected');
    expect(packUssd('1'.repeat(182))).toHaveLength(320);
  });
});

describe('readUssd', () => {
  it.each(['*100#', '1234567', '12345678', 'Balance: 5.50 €', 'x'.repeat(160)])('reads back %s', (text) => {
    expect(readUssd(packUssd(text), PLAIN, true)).toBe(text);
  });

  it('leaves digits alone that are the text itself', () => {
    expect(readUssd('1234', PLAIN, false)).toBe('1234');
  });

  it.each([UCS2, 0x08, 0x11])('reads UCS2 where the coding is %d', (dcs) => {
    expect(readUssd('041104300448', dcs, false)).toBe('Баш');
  });

  it('keeps what cannot be UCS2 as it came', () => {
    expect(readUssd('041', UCS2, false)).toBe('041');
    expect(readUssd('0411AB', UCS2, false)).toBe('0411AB');
  });
});
