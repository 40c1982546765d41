import { UnitBuffer } from './unit-buffer';

const decoded = new UnitBuffer(128);

/** The text of the UTF-16BE units between `at` and `end` (at most 256 octets); an odd octet at the end is left out. */
export function readUcs2(octets: Uint8Array, at: number, end: number): string {
  let length = 0;
  for (let octet = at; octet + 1 < end; octet += 2) {
    decoded.set(length++, (octets[octet]! << 8) | octets[octet + 1]!);
  }
  return decoded.text(length);
}

/** Writes the UTF-16 units of `text` from `start` up to `end` at `at`; returns where the next octet goes. */
export function writeUcs2(text: string, start: number, end: number, target: Uint8Array, at: number): number {
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    target[at++] = unit >> 8;
    target[at++] = unit & 0xff;
  }
  return at;
}
