import { PAIR_OF_OCTET, type HexWriter } from '../hex';
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

/** Writes the UTF-16 units of `text` from `start` up to `end`. */
export function writeUcs2(text: string, start: number, end: number, writer: HexWriter): void {
  const { pairs } = writer;
  let { at } = writer;
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    pairs[at++] = PAIR_OF_OCTET[unit >> 8]!;
    pairs[at++] = PAIR_OF_OCTET[unit & 0xff]!;
  }
  writer.at = at;
}
