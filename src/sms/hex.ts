import { PduError } from './error';

/** Above every octet. */
const NOT_HEX = 0x100;

/** Octets that are read and written without an allocation. */
const USUAL_OCTETS = 1024;

const utf8 = new TextEncoder();

/** Hexadecimal digits as character codes. */
class Digits {
  private readonly codes: Buffer;
  /** The same, two by two. */
  readonly pairs: Uint16Array;

  constructor(octets: number) {
    this.codes = Buffer.allocUnsafeSlow(octets * 2);
    this.pairs = new Uint16Array(this.codes.buffer, this.codes.byteOffset, octets);
  }

  /** Takes over `digits`, as many octets as there is room for, and returns how many character codes they are. */
  write(digits: string): number {
    // In UTF-8 what is no digit does not become one, and what is not ASCII takes more codes than one.
    return utf8.encodeInto(digits, this.codes).written;
  }

  text(octets: number): string {
    return this.codes.toString('latin1', 0, octets * 2);
  }
}

/** The pair of upper-case digits of each octet. */
export const PAIR_OF_OCTET = new Uint16Array(256);

/** The octet of each pair of digits, of either case; NOT_HEX for any other pair. */
const OCTET_OF_PAIR = new Uint16Array(0x10000).fill(NOT_HEX);

/** Octets of which the digits are joined rather than written. */
const FEW_OCTETS = 6;

const TEXT_OF_OCTET = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).toUpperCase().padStart(2, '0'),
);

const usual = new Digits(USUAL_OCTETS);

for (let octet = 0; octet < 256; octet++) {
  const lower = octet.toString(16).padStart(2, '0');
  const upper = lower.toUpperCase();
  for (const written of [lower, lower[0]! + upper[1]!, upper[0]! + lower[1]!, upper]) {
    usual.write(written);
    PAIR_OF_OCTET[octet] = usual.pairs[0]!;
    OCTET_OF_PAIR[usual.pairs[0]!] = octet;
  }
}

const digitsFor = (octets: number): Digits => (octets > USUAL_OCTETS ? new Digits(octets) : usual);

/** A PDU on its way to a string: each octet is written as its two digits at once. */
export class HexWriter {
  readonly #digits: Digits;
  /** Room for octets, each as its pair of digits. For loops that keep `at` to themselves. */
  readonly pairs: Uint16Array;
  /** Octets written so far. */
  at = 0;

  constructor(octets: number) {
    this.#digits = new Digits(octets);
    this.pairs = this.#digits.pairs;
  }

  /** Writes the low eight bits of `value`. */
  octet(value: number): void {
    this.pairs[this.at++] = PAIR_OF_OCTET[value & 0xff]!;
  }

  octets(values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index++) {
      this.octet(values[index]!);
    }
  }

  /** What was written, in upper-case hexadecimal. */
  text(): string {
    return this.#digits.text(this.at);
  }
}

function refuse(hex: string, field: string): never {
  const place = hex.search(/[^0-9A-Fa-f]/);
  if (place >= 0) {
    throw new PduError(field, 'hexadecimal digits expected', place >> 1);
  }
  throw new PduError(field, 'an even number of hexadecimal digits expected', hex.length >> 1);
}

/**
 * Writes the octets of `hex` (either case, no separators) into `target` and returns how many they are.
 * Throws PduError for an odd number of digits, for anything else than digits, and for more than `target` holds.
 */
export function readHex(hex: string, target: Uint8Array, field = 'PDU'): number {
  const count = hex.length >> 1;
  if (count > target.length) {
    throw new PduError(field, `${count} octets given, at most ${target.length} expected`);
  }
  const digits = digitsFor(count);
  if (digits.write(hex) !== count * 2) {
    refuse(hex, field);
  }
  const { pairs } = digits;
  let seen = 0;
  for (let octet = 0; octet < count; octet++) {
    const value = OCTET_OF_PAIR[pairs[octet]!]!;
    seen |= value;
    target[octet] = value;
  }
  return seen < NOT_HEX ? count : refuse(hex, field);
}

/** The octets that `hex` stands for. Throws PduError as readHex does. */
export function octetsOfHex(hex: string, field: string): Uint8Array {
  const octets = new Uint8Array(hex.length >> 1);
  readHex(hex, octets, field);
  return octets;
}

/** Upper-case hexadecimal of `octets` from `start` up to, not including, `end`. */
export function hexOfOctets(octets: Uint8Array, start = 0, end = octets.length): string {
  const count = end - start;
  if (count <= FEW_OCTETS) {
    let text = '';
    for (let at = start; at < end; at++) {
      text += TEXT_OF_OCTET[octets[at]!]!;
    }
    return text;
  }
  const digits = digitsFor(count);
  const { pairs } = digits;
  for (let octet = 0; octet < count; octet++) {
    pairs[octet] = PAIR_OF_OCTET[octets[start + octet]!]!;
  }
  return digits.text(count);
}
