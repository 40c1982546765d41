import { PduError } from './error';
import type { HexWriter } from './hex-writer';

/** Octets of a time stamp (23.040 9.2.3.11). */
export const TIMESTAMP_LENGTH = 7;

const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two swapped digits; one that is not decimal is read as 0, as 23.040 9.2.3.11 has it. */
const SWAPPED_DIGITS = Uint8Array.from({ length: 256 }, (_, octet) => {
  const [tens, units] = [octet & 0x0f, octet >> 4];
  return (tens > 9 ? 0 : tens) * 10 + (units > 9 ? 0 : units);
});

/** By octet: its two digits as they stand in ISO 8601. */
const written = (before: string): string[] =>
  Array.from(SWAPPED_DIGITS, (value) => before + String(value).padStart(2, '0'));

const YEARS = written('20');
const MONTHS_AND_DAYS = written('-');
const HOURS = written('T');
const MINUTES_AND_SECONDS = written(':');

/** By octet: quarters of an hour, with their sign as ISO 8601 has it. */
const ZONES = Array.from({ length: 256 }, (_, octet) => {
  const quarters = SWAPPED_DIGITS[octet & 0xf7]!;
  const sign = octet & 0x08 && quarters > 0 ? '-' : '+';
  return `${sign}${TWO_DIGITS[quarters >> 2]}:${TWO_DIGITS[(quarters & 3) * 15]}`;
});

/**
 * The time stamp at `at` as ISO 8601 with its own offset, such as `2011-02-28T11:50:50-05:00`.
 * Years are 2000 to 2099. Undefined where the digits are no date and time.
 */
export function readTimestamp(octets: Uint8Array, at: number): string | undefined {
  const year = SWAPPED_DIGITS[octets[at]!]!;
  const month = SWAPPED_DIGITS[octets[at + 1]!]!;
  const day = SWAPPED_DIGITS[octets[at + 2]!]!;
  const hour = SWAPPED_DIGITS[octets[at + 3]!]!;
  const minute = SWAPPED_DIGITS[octets[at + 4]!]!;
  const second = SWAPPED_DIGITS[octets[at + 5]!]!;
  const days = month === 2 && year % 4 !== 0 ? 28 : (DAYS_IN_MONTH[month - 1] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  return (
    YEARS[octets[at]!]! +
    MONTHS_AND_DAYS[octets[at + 1]!]! +
    MONTHS_AND_DAYS[octets[at + 2]!]! +
    HOURS[octets[at + 3]!]! +
    MINUTES_AND_SECONDS[octets[at + 4]!]! +
    MINUTES_AND_SECONDS[octets[at + 5]!]! +
    ZONES[octets[at + 6]!]!
  );
}

const ISO = /^(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):?(\d\d))$/;

/** The octet of two decimal digits, 0..99, the first one in its low half. */
export const swappedDigits = (value: number): number => ((value % 10) << 4) | Math.floor(value / 10);

/** 0..99; see SWAPPED_DIGITS. */
export const readSwappedDigits = (octet: number): number => SWAPPED_DIGITS[octet]!;

/**
 * Writes a time stamp. A Date is written in UTC, a string (ISO 8601, years 2000 to 2099, `Z` or an
 * offset of whole quarters of an hour up to 19:45) in its own zone. Throws PduError naming `field`.
 */
export function writeTimestamp(time: Date | string, writer: HexWriter, field: string): void {
  const text = typeof time === 'string' ? time : isNaN(time.getTime()) ? 'Invalid Date' : time.toISOString();
  const parts = ISO.exec(text);
  const local = parts ? new Date(`${parts[1]!}Z`) : undefined;
  // Date turns 31 February into 3 March: only a date that comes back unchanged is one.
  if (!parts || !local || isNaN(local.getTime()) || !local.toISOString().startsWith(parts[1]!)) {
    throw new PduError(field, `an ISO 8601 time from 2000 to 2099 expected, got ${text}`);
  }
  const minutes = Number(parts[3] ?? 0) * 60 + Number(parts[4] ?? 0);
  if (minutes % 15 !== 0 || minutes > 79 * 15) {
    throw new PduError(field, `an offset of whole quarters of an hour up to 19:45 expected, got ${text}`);
  }
  writer.octet(swappedDigits(local.getUTCFullYear() % 100));
  writer.octet(swappedDigits(local.getUTCMonth() + 1));
  writer.octet(swappedDigits(local.getUTCDate()));
  writer.octet(swappedDigits(local.getUTCHours()));
  writer.octet(swappedDigits(local.getUTCMinutes()));
  writer.octet(swappedDigits(local.getUTCSeconds()));
  writer.octet(swappedDigits(minutes / 15) | (parts[2] === '-' ? 0x08 : 0));
}
