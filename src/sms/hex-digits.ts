import { textBuffer, type TextBuffer } from './text-buffer';

/** Above every octet. */
export const NOT_HEX = 0x100;

const utf8 = new TextEncoder();

/** Hexadecimal digits as character codes. */
export class Digits {
  private readonly codes: TextBuffer;
  /** The same, two by two. */
  readonly pairs: Uint16Array;
  /** The same, four by four. */
  readonly quads: Int32Array;

  constructor(octets: number) {
    this.codes = textBuffer(octets * 2);
    this.pairs = new Uint16Array(this.codes.buffer, this.codes.byteOffset, octets);
    this.quads = new Int32Array(this.codes.buffer, this.codes.byteOffset, octets >> 1);
  }

  /** Takes over `digits`, as many octets as there is room for, and returns how many character codes they are. */
  write(digits: string): number {
    // In UTF-8 what is no digit does not become one, and what is not ASCII takes more codes than one.
    return utf8.encodeInto(digits, this.codes).written;
  }

  text(octets: number): string {
    return this.codes.latin1Slice(0, octets * 2);
  }
}

/** The two upper-case digits of each octet, as they lie in memory. */
export const PAIR_OF_OCTET = new Uint16Array(256);

/** The octet of each pair of digits, of either case; NOT_HEX for any other pair. */
export const OCTET_OF_PAIR = new Uint16Array(0x10000).fill(NOT_HEX);

export const TEXT_OF_OCTET = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).toUpperCase().padStart(2, '0'),
);

const one = new Digits(1);

for (let octet = 0; octet < 256; octet++) {
  const lower = octet.toString(16).padStart(2, '0');
  const upper = lower.toUpperCase();
  for (const written of [lower, lower[0]! + upper[1]!, upper[0]! + lower[1]!, upper]) {
    one.write(written);
    PAIR_OF_OCTET[octet] = one.pairs[0]!;
    OCTET_OF_PAIR[one.pairs[0]!] = octet;
  }
}
