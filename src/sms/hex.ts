import { PduError } from './error';

const NOT_HEX = 0xff;

const NIBBLE = new Uint8Array(128).fill(NOT_HEX);

/** The two digits of each octet, as character codes. */
const HIGH_DIGIT = new Uint8Array(256);
const LOW_DIGIT = new Uint8Array(256);

for (let digit = 0; digit < 16; digit++) {
  NIBBLE[digit.toString(16).charCodeAt(0)] = digit;
  NIBBLE[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}
for (let octet = 0; octet < 256; octet++) {
  const digits = octet.toString(16).toUpperCase().padStart(2, '0');
  HIGH_DIGIT[octet] = digits.charCodeAt(0);
  LOW_DIGIT[octet] = digits.charCodeAt(1);
}

const nibble = (unit: number): number => (unit < 128 ? NIBBLE[unit]! : NOT_HEX);

/**
 * Writes the octets of `hex` (either case, no separators) into `target` and returns how many they are.
 * Throws PduError for an odd number of digits, for anything else than digits, and for more than `target` holds.
 */
export function readHex(hex: string, target: Uint8Array, field = 'PDU'): number {
  const count = hex.length >> 1;
  if (count > target.length) {
    throw new PduError(field, `${count} octets given, at most ${target.length} expected`);
  }
  for (let octet = 0, at = 0; octet < count; octet++, at += 2) {
    const high = nibble(hex.charCodeAt(at));
    const low = nibble(hex.charCodeAt(at + 1));
    if ((high | low) === NOT_HEX) {
      throw new PduError(field, 'hexadecimal digits expected', octet);
    }
    target[octet] = (high << 4) | low;
  }
  if (hex.length & 1) {
    throw new PduError(field, 'an even number of hexadecimal digits expected', count);
  }
  return count;
}

/** The octets that `hex` stands for. Throws PduError as readHex does. */
export function octetsOfHex(hex: string, field: string): Uint8Array {
  const octets = new Uint8Array(hex.length >> 1);
  readHex(hex, octets, field);
  return octets;
}

let digits = Buffer.allocUnsafeSlow(1024);

/** Upper-case hexadecimal of `octets` from `start` up to, not including, `end`. */
export function hexOfOctets(octets: Uint8Array, start = 0, end = octets.length): string {
  const length = (end - start) * 2;
  if (length > digits.length) {
    digits = Buffer.allocUnsafeSlow(length);
  }
  for (let octet = start, at = 0; octet < end; octet++, at += 2) {
    digits[at] = HIGH_DIGIT[octets[octet]!]!;
    digits[at + 1] = LOW_DIGIT[octets[octet]!]!;
  }
  return digits.toString('latin1', 0, length);
}
