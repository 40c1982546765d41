import { UnitBuffer } from './unit-buffer';

const decoded = new UnitBuffer(128);

/** The text of the UTF-16BE units between `at` and `end` (at most 256 octets); an odd octet at the end is left out. */
export function readUcs2(octets: Uint8Array, at: number, end: number): string {
  const { units } = decoded;
  const length = (end - at) >> 1;
  for (let index = 0; index < length; index++, at += 2) {
    units[index] = (octets[at]! << 8) | octets[at + 1]!;
  }
  return decoded.text(length);
}
