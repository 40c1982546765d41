/** Line ends, and what flow control would eat: noise that ended a line or stopped the host would be something else. */
const NOT_NOISE = new Set([0x0a, 0x0d, 0x11, 0x13]);

/** Noise on a line, one character for each octet; the same on every run, so that a failure can be had again. */
export function garbage(count: number): string {
  let state = 0x2545_f491;
  const octets: number[] = [];
  while (octets.length < count) {
    // Marsaglia's xorshift32.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const octet = state & 0xff;
    if (!NOT_NOISE.has(octet)) {
      octets.push(octet);
    }
  }
  return Buffer.from(octets).toString('latin1');
}
