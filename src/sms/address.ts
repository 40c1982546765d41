import { readGsm7, writeSeptets } from './alphabet/gsm7';
import { PduError } from './error';
import type { HexWriter } from './hex-writer';
import type { OctetReader } from './octet-reader';
import { packSeptets } from './septets';

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

const DIGIT_PAIRS = Array.from({ length: 256 }, (_, octet) => DIGITS[octet & 15]! + DIGITS[octet >> 4]!);

/** An address as read: `number` begins with `+` where the type of number is international. */
export interface Address {
  number: string;
  ton: number;
  npi: number;
}

/** Whether the last of `count` digits is the filler: some service centres count it among them. */
const endsInFiller = (octets: Uint8Array, at: number, count: number): boolean =>
  count > 0 && (count & 1) === 0 && octets[at + (count >> 1) - 1]! >> 4 === FILLER;

function digitsOf(octets: Uint8Array, at: number, announced: number): string {
  const count = endsInFiller(octets, at, announced) ? announced - 1 : announced;
  let digits = '';
  for (let left = count; left > 1; left -= 2) {
    digits += DIGIT_PAIRS[octets[at++]!]!;
  }
  return count & 1 ? digits + DIGITS[octets[at]! & 15]! : digits;
}

/** 8n - 1 characters leave seven spare bits in the last octet, which are no `@`. */
function nameOf(octets: Uint8Array, at: number, semiOctets: number): string {
  const count = Math.floor((semiOctets * 4) / 7);
  const name = readGsm7(octets, at, count);
  return (semiOctets * 4) % 7 === 0 && name.endsWith('@') ? name.slice(0, -1) : name;
}

function addressOf(octets: Uint8Array, toaAt: number, count: number): Address {
  const toa = octets[toaAt]!;
  const ton = (toa >> 4) & 7;
  const npi = toa & 15;
  if (ton === ALPHANUMERIC) {
    return { number: nameOf(octets, toaAt + 1, count), ton, npi };
  }
  const digits = digitsOf(octets, toaAt + 1, count);
  return { number: ton === INTERNATIONAL && digits !== '' ? `+${digits}` : digits, ton, npi };
}

/** Steps over the type of address and the value of an address of `count` semi-octets that begins at `start`. */
function skipValue(reader: OctetReader, count: number, field: string, start: number): void {
  const toa = reader.octet(field);
  // 23.040 9.1.2.5: bit 7 of the type of address is always 1; an octet left at zero is seen in the field.
  if (toa < 0x80 && toa !== 0) {
    throw new PduError(field, `type of address ${toa.toString(16).padStart(2, '0')} is not one`, start);
  }
  const length = (count + 1) >> 1;
  if (reader.left < length) {
    throw new PduError(field, `${count} digits announced, ${reader.left} octets left`, start);
  }
  const { octets } = reader;
  const at = reader.skip(length, field);
  if (((toa >> 4) & 7) === ALPHANUMERIC) {
    return;
  }
  const digits = endsInFiller(octets, at, count) ? count - 1 : count;
  for (let digit = 0; digit < digits; digit++) {
    if (((octets[at + (digit >> 1)]! >> ((digit & 1) * 4)) & 15) === FILLER) {
      throw new PduError(field, `a filler among the ${count} digits announced`, start);
    }
  }
}

/** Steps over TP-OA, TP-DA or TP-RA: length in semi-octets, type of address, value. Returns where it begins. */
export function skipAddress(reader: OctetReader, field: string): number {
  const start = reader.at;
  const count = reader.octet(field);
  if (count > MAX_DIGITS) {
    throw new PduError(field, `${count} digits announced, at most ${MAX_DIGITS} expected`, start);
  }
  skipValue(reader, count, field, start);
  return start;
}

/** The address at `at`, which skipAddress has stepped over. */
export function addressAt(octets: Uint8Array, at: number): Address {
  return addressOf(octets, at + 1, octets[at]!);
}

/** Steps over the service centre address that 27.005 puts before a TPDU: length in octets, 0 where it is empty. */
export function skipServiceCentre(reader: OctetReader): void {
  const start = reader.at;
  const length = reader.octet('SCA');
  if (length > 1 + MAX_DIGITS / 2) {
    throw new PduError('SCA', `${length} octets announced, at most ${1 + MAX_DIGITS / 2} expected`, start);
  }
  if (length > 0) {
    skipValue(reader, (length - 1) * 2, 'SCA', start);
  }
}

/** The service centre at the start of a PDU, which skipServiceCentre has stepped over; undefined where it is empty. */
export function serviceCentreOf(octets: Uint8Array): string | undefined {
  return octets[0] === 0 ? undefined : addressOf(octets, 1, (octets[0]! - 1) * 2).number;
}

/** Writes the type of address of `number` (91 with a leading `+`, else 81) and its digits. */
function writeNumber(number: string, writer: HexWriter, field: string): void {
  const first = number.charCodeAt(0) === PLUS ? 1 : 0;
  writer.octet(first === 1 ? TOA_INTERNATIONAL : TOA_UNKNOWN);
  if (!writer.semiOctets(number, first)) {
    refuseDigits(number, field);
  }
}

function refuseDigits(number: string, field: string): never {
  throw new PduError(
    field,
    `digits, *, # and a to c expected, optionally after +, got ${JSON.stringify(number)}`,
  );
}

function countDigits(number: string, field: string): number {
  const count = number.charCodeAt(0) === PLUS ? number.length - 1 : number.length;
  return count >= 1 && count <= MAX_DIGITS ? count : refuseCount(count, field);
}

function refuseCount(count: number, field: string): never {
  throw new PduError(field, `1 to ${MAX_DIGITS} digits expected, got ${count}`);
}

/** Writes an address field for `number`. */
export function writeAddress(number: string, writer: HexWriter, field: string): void {
  writer.octet(countDigits(number, field));
  writeNumber(number, writer, field);
}

const TOA_ALPHANUMERIC = 0xd0;

/** Septets of the longest name: 20 semi-octets hold eleven. */
const MAX_NAME = 11;

/** In lower case, as a number is read: a name may have no other letters than A to C. */
const IS_NUMBER = /^\+?[0-9*#a-c]+$/;

const nameSeptets = new Uint8Array(MAX_NAME * 2);

/** Writes an address field as writeAddress does, and one that is no number as an alphanumeric name (TON 5). */
export function writeOriginator(from: string, writer: HexWriter, field: string): void {
  if (IS_NUMBER.test(from)) {
    writeAddress(from, writer, field);
    return;
  }
  const count = from.length > MAX_NAME ? -1 : writeSeptets(from, nameSeptets);
  if (count < 1 || count > MAX_NAME) {
    throw new PduError(
      field,
      `a number, or 1 to ${MAX_NAME} characters of the GSM 7 bit alphabet expected, got ${JSON.stringify(from)}`,
    );
  }
  writer.octet(Math.ceil((count * 7) / 4));
  writer.octet(TOA_ALPHANUMERIC);
  packSeptets(nameSeptets, 0, count, writer);
}

/** Writes the service centre address, or the empty one that leaves it to the modem. */
export function writeServiceCentre(number: string | undefined, writer: HexWriter): void {
  if (number === undefined || number === '') {
    writer.octet(0);
    return;
  }
  writer.octet(1 + ((countDigits(number, 'SCA') + 1) >> 1));
  writeNumber(number, writer, 'SCA');
}
