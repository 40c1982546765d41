import { Digits, PAIR_OF_OCTET, TEXT_OF_OCTET } from './hex-digits';

/** Room for any PDU, and for twice as much. */
const OCTETS = 512;

/** Of the module, not of each writer: looked up in an object, octet by octet, they take a sixth of a PDU's time. */
const digits = new Digits(OCTETS);
const { pairs, quads } = digits;
const pairOfOctet = PAIR_OF_OCTET;

/** The four digits of each UTF-16 unit, the first one in the lowest octet: half the writes that two pairs would take. */
const digitsOfUnit = new Int32Array(0x10000);

/** Done when the first unit is written: it is a good part of the time that a daemon takes to start. */
function fillDigitsOfUnit(): void {
  const codes = TEXT_OF_OCTET.map((text) => text.charCodeAt(0) | (text.charCodeAt(1) << 8));
  for (let unit = 0; unit < digitsOfUnit.length; unit++) {
    digitsOfUnit[unit] = codes[unit >> 8]! | (codes[unit & 0xff]! << 16);
  }
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

/**
 * A PDU on its way to a string: each octet is written as its two digits at once. One at a time: what it holds is good
 * until the next one begins.
 */
export class HexWriter {
  /** Octets written so far. */
  at = 0;

  /** Writes the low eight bits of `value`. */
  octet(value: number): void {
    pairs[this.at++] = pairOfOctet[value & 0xff]!;
  }

  /** Writes seven octets: 28 bits of `low`, then 28 of `high`, the lowest first. */
  sevenOctets(low: number, high: number): void {
    const { at } = this;
    pairs[at] = pairOfOctet[low & 0xff]!;
    pairs[at + 1] = pairOfOctet[(low >> 8) & 0xff]!;
    pairs[at + 2] = pairOfOctet[(low >> 16) & 0xff]!;
    pairs[at + 3] = pairOfOctet[(low >> 24) | ((high & 0xf) << 4)]!;
    pairs[at + 4] = pairOfOctet[(high >> 4) & 0xff]!;
    pairs[at + 5] = pairOfOctet[(high >> 12) & 0xff]!;
    pairs[at + 6] = pairOfOctet[high >> 20]!;
    this.at = at + 7;
  }

  /**
   * Writes `number` from `start` on as semi-octets, the first of each two in the low half, a filler behind an odd one.
   * Returns whether all of them are digits, `*`, `#` or a to c; else what was written is worth nothing.
   */
  semiOctets(number: string, start: number): boolean {
    const { length } = number;
    let { at } = this;
    let seen = 0;
    for (let index = start; index < length; index += 2) {
      const low = SEMI_OCTETS[number.charCodeAt(index)]!;
      const high = index + 1 < length ? SEMI_OCTETS[number.charCodeAt(index + 1)]! : FILLER;
      seen |= low | high;
      pairs[at++] = pairOfOctet[((high << 4) | low) & 0xff]!;
    }
    this.at = at;
    return seen < NOT_SEMI_OCTET;
  }

  /** Writes the UTF-16 units of `text` from `start` up to `end`, the high octet of each first. */
  units(text: string, start: number, end: number): void {
    if (digitsOfUnit[0] === 0) {
      fillDigitsOfUnit();
    }
    if ((this.at & 1) === 0) {
      const origin = (this.at >> 1) - start;
      for (let index = start; index < end; index++) {
        quads[origin + index] = digitsOfUnit[text.charCodeAt(index)]!;
      }
    } else {
      // four digits at once may lie on multiples of four only
      const origin = this.at - start * 2;
      for (let index = start; index < end; index++) {
        const both = digitsOfUnit[text.charCodeAt(index)]!;
        pairs[origin + index * 2] = both;
        pairs[origin + index * 2 + 1] = both >> 16;
      }
    }
    this.at += (end - start) * 2;
  }

  octets(values: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index++) {
      this.octet(values[index]!);
    }
  }

  /** What was written, in upper-case hexadecimal. */
  text(): string {
    return digits.text(this.at);
  }
}
