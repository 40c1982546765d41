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
 * Packs `septets` from `start` up to `end` into `target` at `at`, after `fillBits` zero bits (0..6).
 * Returns where in `target` the next octet goes. Spare bits at the end are zero.
 */
export function packSeptets(
  septets: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  fillBits = 0,
): number {
  let bits = 0;
  let held = fillBits;
  for (let index = start; index < end; index++) {
    bits |= septets[index]! << held;
    held += 7;
    if (held >= 8) {
      target[at++] = bits;
      bits >>= 8;
      held -= 8;
    }
  }
  if (held > 0) {
    target[at++] = bits;
  }
  return at;
}

/** Unpacks `count` septets into `target` from `octets` at `at`, skipping `fillBits` bits (0..6). */
export function unpackSeptets(
  octets: Uint8Array,
  at: number,
  count: number,
  target: Uint8Array,
  fillBits = 0,
): void {
  let bits = 0;
  let held = 0;
  if (fillBits > 0 && count > 0) {
    bits = octets[at++]! >> fillBits;
    held = 8 - fillBits;
  }
  for (let index = 0; index < count; index++) {
    if (held < 7) {
      bits |= octets[at++]! << held;
      held += 8;
    }
    target[index] = bits & 0x7f;
    bits >>= 7;
    held -= 7;
  }
}
