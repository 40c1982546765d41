import { readSeptets } from './alphabet/gsm7';
import { PduError } from './error';
import type { OctetReader } from './octet-reader';
import { unpackSeptets } from './septets';

/** The most digits that an address field has room for (23.040 9.1.2.5). */
export const MAX_DIGITS = 20;

const INTERNATIONAL = 1;
const ALPHANUMERIC = 5;
const TOA_INTERNATIONAL = 0x91;
const TOA_UNKNOWN = 0x81;
const FILLER = 15;
const PLUS = 0x2b;

/** Semi-octet values of 23.040 9.1.2.3 and 24.008 table 10.5.118; the last is the filler. */
const DIGITS = '0123456789*#abcF';

/** By character code; no digit is the filler here. */
const DIGIT_VALUES = new Uint8Array(128).fill(FILLER);
Array.from(DIGITS.slice(0, FILLER)).forEach((digit, value) => {
  DIGIT_VALUES[digit.charCodeAt(0)] = value;
  DIGIT_VALUES[digit.toUpperCase().charCodeAt(0)] = value;
});

const DIGIT_PAIRS = Array.from({ length: 256 }, (_, octet) => DIGITS[octet & 15]! + DIGITS[octet >> 4]!);

/** An address as read: `number` begins with `+` where the type of number is international. */
export interface Address {
  number: string;
  ton: number;
  npi: number;
}

function digitsOf(octets: Uint8Array, at: number, count: number, field: string, start: number): string {
  let digits = '';
  for (let octet = at, left = count; left > 0; octet++, left -= 2) {
    digits += left > 1 ? DIGIT_PAIRS[octets[octet]!]! : DIGITS[octets[octet]! & 15]!;
  }
  // Some service centres count the filler among the digits.
  const number = digits.endsWith('F') ? digits.slice(0, -1) : digits;
  if (number.includes('F')) {
    throw new PduError(field, `a filler among the ${count} digits announced`, start);
  }
  return number;
}

/** 8n - 1 characters leave seven spare bits in the last octet, which are no `@`. */
function nameOf(octets: Uint8Array, at: number, semiOctets: number): string {
  const septets = new Uint8Array(36);
  let count = Math.floor((semiOctets * 4) / 7);
  unpackSeptets(octets, at, count, septets);
  if ((semiOctets * 4) % 7 === 0 && count > 0 && septets[count - 1] === 0) {
    count--;
  }
  return readSeptets(septets, count);
}

/** Reads an address whose type-of-address octet has been read; `count` is its length in semi-octets. */
function addressOf(reader: OctetReader, toa: number, count: number, field: string, start: number): Address {
  // 23.040 9.1.2.5: bit 7 of the type of address is always 1; an octet left at zero is seen in the field.
  if (toa < 0x80 && toa !== 0) {
    throw new PduError(field, `type of address ${toa.toString(16).padStart(2, '0')} is not one`, start);
  }
  const length = (count + 1) >> 1;
  if (reader.left < length) {
    throw new PduError(field, `${count} digits announced, ${reader.left} octets left`, start);
  }
  const at = reader.skip(length, field);
  const ton = (toa >> 4) & 7;
  const npi = toa & 15;
  if (ton === ALPHANUMERIC) {
    return { number: nameOf(reader.octets, at, count), ton, npi };
  }
  const digits = digitsOf(reader.octets, at, count, field, start);
  return { number: ton === INTERNATIONAL ? `+${digits}` : digits, ton, npi };
}

/** Reads TP-OA, TP-DA or TP-RA: length in semi-octets, type of address, value. */
export function readAddress(reader: OctetReader, field: string): Address {
  const start = reader.at;
  const count = reader.octet(field);
  if (count > MAX_DIGITS) {
    throw new PduError(field, `${count} digits announced, at most ${MAX_DIGITS} expected`, start);
  }
  return addressOf(reader, reader.octet(field), count, field, start);
}

/** Reads the service centre address that 27.005 puts before a TPDU: length in octets; undefined where it is empty. */
export function readServiceCentre(reader: OctetReader): string | undefined {
  const start = reader.at;
  const length = reader.octet('SCA');
  if (length === 0) {
    return undefined;
  }
  if (length > 1 + MAX_DIGITS / 2) {
    throw new PduError('SCA', `${length} octets announced, at most ${1 + MAX_DIGITS / 2} expected`, start);
  }
  return addressOf(reader, reader.octet('SCA'), (length - 1) * 2, 'SCA', start).number;
}

function digitAt(number: string, index: number, field: string): number {
  const value = DIGIT_VALUES[number.charCodeAt(index)] ?? FILLER;
  if (value === FILLER) {
    throw new PduError(
      field,
      `digits, *, # and a to c expected, optionally after +, got ${JSON.stringify(number)}`,
    );
  }
  return value;
}

/**
 * Writes the type of address of `number` (91 with a leading `+`, else 81) and its digits at `at`.
 * Returns where the next octet goes.
 */
function writeNumber(number: string, target: Uint8Array, at: number, field: string): number {
  const first = number.charCodeAt(0) === PLUS ? 1 : 0;
  target[at++] = first === 1 ? TOA_INTERNATIONAL : TOA_UNKNOWN;
  for (let index = first; index < number.length; index += 2) {
    const low = digitAt(number, index, field);
    const high = index + 1 < number.length ? digitAt(number, index + 1, field) : FILLER;
    target[at++] = (high << 4) | low;
  }
  return at;
}

function countDigits(number: string, field: string): number {
  const count = number.charCodeAt(0) === PLUS ? number.length - 1 : number.length;
  if (count < 1 || count > MAX_DIGITS) {
    throw new PduError(field, `1 to ${MAX_DIGITS} digits expected, got ${count}`);
  }
  return count;
}

/** Writes an address field for `number` at `at` and returns where the next octet goes. */
export function writeAddress(number: string, target: Uint8Array, at: number, field: string): number {
  target[at] = countDigits(number, field);
  return writeNumber(number, target, at + 1, field);
}

/** Writes the service centre address, or the empty one that leaves it to the modem; returns where the TPDU begins. */
export function writeServiceCentre(number: string | undefined, target: Uint8Array): number {
  if (number === undefined || number === '') {
    target[0] = 0;
    return 1;
  }
  target[0] = 1 + ((countDigits(number, 'SCA') + 1) >> 1);
  return writeNumber(number, target, 1, 'SCA');
}
