import { PduError } from './error';

/** Above every octet. */
const NOT_HEX = 0x100;

/** Octets that are read and written without an allocation. */
const USUAL_OCTETS = 1024;

const utf8 = new TextEncoder();

/** What `toString('latin1')` of a Buffer calls once it has found out which encoding that is: a tenth of a PDU's time. */
interface Latin1 {
  latin1Slice(start: number, end: number): string;
}

/** Hexadecimal digits as character codes. */
class Digits {
  private readonly codes: Buffer & Latin1;
  /** The same, two by two. */
  readonly pairs: Uint16Array;
  /** The same, for writing four at any place. */
  readonly view: DataView;

  constructor(octets: number) {
    this.codes = Buffer.allocUnsafeSlow(octets * 2) as Buffer & Latin1;
    this.view = new DataView(this.codes.buffer, this.codes.byteOffset, octets * 2);
    this.pairs = new Uint16Array(this.codes.buffer, this.codes.byteOffset, octets);
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

/** The two upper-case digits of each octet, as they lie in memory. Not exported: each use would look it up anew. */
const PAIR_OF_OCTET = new Uint16Array(256);

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

/** The four digits of each UTF-16 unit, the first one in the highest octet: half the writes that two pairs would take. */
let digitsOfUnit: Int32Array | undefined;

/** Made when the first unit is written: to fill it is a good part of the time that a daemon takes to start. */
function makeDigitsOfUnit(): Int32Array {
  const table = new Int32Array(0x10000);
  const code = (text: string): number => (text.charCodeAt(0) << 8) | text.charCodeAt(1);
  const digits = TEXT_OF_OCTET.map(code);
  for (let unit = 0; unit < table.length; unit++) {
    table[unit] = (digits[unit >> 8]! << 16) | digits[unit & 0xff]!;
  }
  return table;
}

/** Above every semi-octet. */
const NOT_SEMI_OCTET = 0x10;

/** Behind an odd number of digits. */
const FILLER = 0xf;

/** Semi-octet of each digit of an address (23.040 9.1.2.3), by its character code. */
const SEMI_OCTETS = new Uint8Array(0x10000).fill(NOT_SEMI_OCTET);
Array.from('0123456789*#abc').forEach((digit, value) => {
  SEMI_OCTETS[digit.charCodeAt(0)] = value;
  SEMI_OCTETS[digit.toUpperCase().charCodeAt(0)] = value;
});

const digitsFor = (octets: number): Digits => (octets > USUAL_OCTETS ? new Digits(octets) : usual);

/** A PDU on its way to a string: each octet is written as its two digits at once. */
export class HexWriter {
  readonly #digits: Digits;
  private readonly pairs: Uint16Array;
  private readonly view: DataView;
  /** Octets written so far. */
  at = 0;

  constructor(octets: number) {
    this.#digits = new Digits(octets);
    this.pairs = this.#digits.pairs;
    this.view = this.#digits.view;
  }

  /** Writes the low eight bits of `value`. */
  octet(value: number): void {
    this.pairs[this.at++] = PAIR_OF_OCTET[value & 0xff]!;
  }

  /** Writes seven octets: 28 bits of `low`, then 28 of `high`, the lowest first. */
  sevenOctets(low: number, high: number): void {
    const { pairs, at } = this;
    pairs[at] = PAIR_OF_OCTET[low & 0xff]!;
    pairs[at + 1] = PAIR_OF_OCTET[(low >> 8) & 0xff]!;
    pairs[at + 2] = PAIR_OF_OCTET[(low >> 16) & 0xff]!;
    pairs[at + 3] = PAIR_OF_OCTET[(low >> 24) | ((high & 0xf) << 4)]!;
    pairs[at + 4] = PAIR_OF_OCTET[(high >> 4) & 0xff]!;
    pairs[at + 5] = PAIR_OF_OCTET[(high >> 12) & 0xff]!;
    pairs[at + 6] = PAIR_OF_OCTET[high >> 20]!;
    this.at = at + 7;
  }

  /**
   * Writes `digits` from `start` on as semi-octets, the first of each two in the low half, a filler behind an odd one.
   * Returns whether all of them are digits, `*`, `#` or a to c; else what was written is worth nothing.
   */
  semiOctets(digits: string, start: number): boolean {
    const { pairs } = this;
    const { length } = digits;
    let { at } = this;
    let seen = 0;
    for (let index = start; index < length; index += 2) {
      const low = SEMI_OCTETS[digits.charCodeAt(index)]!;
      const high = index + 1 < length ? SEMI_OCTETS[digits.charCodeAt(index + 1)]! : FILLER;
      seen |= low | high;
      pairs[at++] = PAIR_OF_OCTET[((high << 4) | low) & 0xff]!;
    }
    this.at = at;
    return seen < NOT_SEMI_OCTET;
  }

  /** Writes the UTF-16 units of `text` from `start` up to `end`, the high octet of each first. */
  units(text: string, start: number, end: number): void {
    const { view } = this;
    const table = (digitsOfUnit ??= makeDigitsOfUnit());
    let at = this.at * 2;
    for (let index = start; index < end; index++, at += 4) {
      view.setInt32(at, table[text.charCodeAt(index)]!);
    }
    this.at = at >> 1;
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
