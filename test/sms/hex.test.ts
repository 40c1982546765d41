import { describe, expect, it } from 'vitest';
import { decodePdu, PduError } from '../../src/sms';
import { hexOfOctets, octetsOfHex } from '../../src/sms/hex';

it.each([undefined, null, 5, {}, ['00']])('what is no text at all was a TypeError: %j', (given) => {
  expect(() => decodePdu(given as string)).toThrow(PduError);
  expect(() => decodePdu(given as string)).toThrow('PDU: hexadecimal digits expected, got');
});

describe('hexadecimal longer than any PDU', () => {
  const octets = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7) & 0xff);

  it.each([1023, 1024, 1025, 2048, 5000])('comes back: %d octets', (count) => {
    const some = octets.subarray(0, count);
    const hex = Buffer.from(some).toString('hex');
    expect(hexOfOctets(some)).toBe(hex.toUpperCase());
    expect(octetsOfHex(hex, 'TP-UD')).toEqual(some);
  });

  it('is refused where a digit is left over: behind 1,024 octets it was dropped', () => {
    expect(() => octetsOfHex(`${'41'.repeat(1024)}4`, 'TP-UD')).toThrow(
      'TP-UD: an even number of hexadecimal digits expected, at octet 1024',
    );
  });

  it.each([0, 2047, 2048, 4999])('is refused where something else stands at digit %d', (place) => {
    const hex = '4'.repeat(5000);
    expect(() => octetsOfHex(`${hex.slice(0, place)}é${hex.slice(place + 1)}`, 'TP-UD')).toThrow(
      `TP-UD: hexadecimal digits expected, at octet ${place >> 1}`,
    );
  });
});
