import type { HexWriter } from './hex-writer';

/** Octets that `count` septets fill, after `fillBits` bits (23.038 6.1.2.1). */
export function packedLength(count: number, fillBits = 0): number {
  return (count * 7 + fillBits + 7) >> 3;
}

/** Bits between a header of `headerOctets` and the first septet boundary after it (23.040 9.2.3.24). */
export function fillBitsAfter(headerOctets: number): number {
  return (7 - ((headerOctets * 8) % 7)) % 7;
}

/** Septets that a header of `headerOctets` takes from the room of the text, fill bits included. */
export function septetsOfHeader(headerOctets: number): number {
  return Math.ceil((headerOctets * 8) / 7);
}

/**
 * Packs `septets` from `start` up to `end`, after `fillBits` zero bits (0..6). Spare bits at the end are zero.
 */
export function packSeptets(
  septets: Uint8Array,
  start: number,
  end: number,
  writer: HexWriter,
  fillBits = 0,
): void {
  let bits = 0;
  let held = fillBits;
  for (let index = start; index < end; index++) {
    if (held === 0) {
      const blocks = Math.floor((end - index) / 8);
      packBlocks(septets, index, blocks, writer);
      index += blocks * 8;
      if (index === end) {
        return;
      }
    }
    bits |= septets[index]! << held;
    held += 7;
    if (held >= 8) {
      writer.octet(bits);
      bits >>= 8;
      held -= 8;
    }
  }
  if (held > 0) {
    writer.octet(bits);
  }
}

/** From an octet boundary to the next: eight septets make seven octets (23.038 6.1.2.1.1). */
function packBlocks(septets: Uint8Array, start: number, blocks: number, writer: HexWriter): void {
  const end = start + blocks * 8;
  for (let index = start; index < end; index += 8) {
    const low =
      septets[index]! |
      (septets[index + 1]! << 7) |
      (septets[index + 2]! << 14) |
      (septets[index + 3]! << 21);
    const high =
      septets[index + 4]! |
      (septets[index + 5]! << 7) |
      (septets[index + 6]! << 14) |
      (septets[index + 7]! << 21);
    writer.sevenOctets(low, high);
  }
}

/**
 * Unpacks `count` septets from `octets` at `at`, skipping `fillBits` bits (0..6), and writes what `meanings` has for
 * each into `target`. Returns all bits that are set in any of these meanings.
 */
export function unpackSeptets(
  octets: Uint8Array,
  at: number,
  count: number,
  meanings: Uint16Array,
  target: Uint8Array,
  fillBits = 0,
): number {
  let seen = 0;
  let bits = 0;
  let held = 0;
  if (fillBits > 0 && count > 0) {
    bits = octets[at++]! >> fillBits;
    held = 8 - fillBits;
  }
  for (let index = 0; index < count; index++) {
    if (held === 0) {
      const blocks = Math.floor((count - index) / 8);
      seen |= unpackBlocks(octets, at, blocks, meanings, target, index);
      index += blocks * 8;
      at += blocks * 7;
      if (index === count) {
        return seen;
      }
    }
    if (held < 7) {
      bits |= octets[at++]! << held;
      held += 8;
    }
    const meaning = meanings[bits & 0x7f]!;
    seen |= meaning;
    target[index] = meaning;
    bits >>= 7;
    held -= 7;
  }
  return seen;
}

function unpackBlocks(
  octets: Uint8Array,
  at: number,
  blocks: number,
  meanings: Uint16Array,
  target: Uint8Array,
  index: number,
): number {
  let seen = 0;
  for (const end = index + blocks * 8; index < end; index += 8, at += 7) {
    const middle = octets[at + 3]!;
    const low = octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (middle << 24);
    const high = (middle >> 4) | (octets[at + 4]! << 4) | (octets[at + 5]! << 12) | (octets[at + 6]! << 20);
    const a = meanings[low & 0x7f]!;
    const b = meanings[(low >> 7) & 0x7f]!;
    const c = meanings[(low >> 14) & 0x7f]!;
    const d = meanings[(low >> 21) & 0x7f]!;
    const e = meanings[high & 0x7f]!;
    const f = meanings[(high >> 7) & 0x7f]!;
    const g = meanings[(high >> 14) & 0x7f]!;
    const h = meanings[high >> 21]!;
    seen |= a | b | c | d | e | f | g | h;
    target[index] = a;
    target[index + 1] = b;
    target[index + 2] = c;
    target[index + 3] = d;
    target[index + 4] = e;
    target[index + 5] = f;
    target[index + 6] = g;
    target[index + 7] = h;
  }
  return seen;
}
