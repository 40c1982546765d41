import { PduError } from './error';
import { Digits, NOT_HEX, OCTET_OF_PAIR, PAIR_OF_OCTET, TEXT_OF_OCTET } from './hex-digits';

/** Octets that are read or written at once: more than any PDU has. */
const PIECE = 1024;

/** Octets of which the digits are joined rather than written. */
const FEW_OCTETS = 6;

/** Of the module: looked up in an object, octet by octet, they take a tenth of a PDU's time. */
const digits = new Digits(PIECE);
const { pairs } = digits;
const octetOfPair = OCTET_OF_PAIR;
const pairOfOctet = PAIR_OF_OCTET;

function refuse(hex: string, field: string): never {
  const place = hex.search(/[^0-9A-Fa-f]/);
  if (place >= 0) {
    throw new PduError(field, 'hexadecimal digits expected', place >> 1);
  }
  throw new PduError(field, 'an even number of hexadecimal digits expected', hex.length >> 1);
}

/** Writes the octets of at most PIECE pairs of digits into `target`, and returns the bits of all, NOT_HEX where one is none. */
function readPiece(hex: string, target: Uint8Array, start: number): number {
  const count = hex.length >> 1;
  let seen = digits.write(hex) === count * 2 ? 0 : NOT_HEX;
  for (let octet = 0; octet < count; octet++) {
    const value = octetOfPair[pairs[octet]!]!;
    seen |= value;
    target[start + octet] = value;
  }
  return seen;
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
  let seen = hex.length % 2 === 0 ? 0 : NOT_HEX;
  for (let start = 0; start < count; start += PIECE) {
    const piece = count <= PIECE ? hex : hex.slice(start * 2, (start + PIECE) * 2);
    seen |= readPiece(piece, target, start);
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
  if (count > PIECE) {
    return hexOfOctets(octets, start, start + PIECE) + hexOfOctets(octets, start + PIECE, end);
  }
  for (let octet = 0; octet < count; octet++) {
    pairs[octet] = pairOfOctet[octets[start + octet]!]!;
  }
  return digits.text(count);
}
