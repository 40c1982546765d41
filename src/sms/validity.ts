import { PduError } from './error';
import type { HexWriter } from './hex-writer';
import {
  readSwappedDigits,
  readTimestamp,
  swappedDigits,
  TIMESTAMP_LENGTH,
  writeTimestamp,
} from './timestamp';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** TP-VPF (23.040 9.2.3.3), as its two bits. */
export enum ValidityFormat {
  Absent = 0,
  Enhanced = 1,
  Relative = 2,
  Absolute = 3,
}

/** Seconds for each TP-VP of the relative format (23.040 9.2.3.12.1), rising. */
const RELATIVE_SECONDS = Array.from({ length: 256 }, (_, value) => {
  if (value <= 143) return (value + 1) * 5 * MINUTE;
  if (value <= 167) return 12 * HOUR + (value - 143) * 30 * MINUTE;
  if (value <= 196) return (value - 166) * DAY;
  return (value - 192) * WEEK;
});

/** The longest time that the relative format can say: 63 weeks. */
export const MAX_RELATIVE_SECONDS = RELATIVE_SECONDS[255]!;

/** TP-VP of the relative format for at least `seconds`. Throws PduError below 0 and above 63 weeks. */
export function relativeValidity(seconds: number): number {
  if (!(seconds >= 0 && seconds <= MAX_RELATIVE_SECONDS)) {
    throw new PduError('TP-VP', `0 to ${MAX_RELATIVE_SECONDS} seconds (63 weeks) expected, got ${seconds}`);
  }
  return RELATIVE_SECONDS.findIndex((longest) => longest >= seconds);
}

/** Octets of TP-VP for each TP-VPF. */
export const VALIDITY_LENGTH = [0, TIMESTAMP_LENGTH, 1, TIMESTAMP_LENGTH] as const;

/** Seconds, or ISO 8601 with offset; undefined where TP-VP says nothing. */
export type Validity = number | string | undefined;

/** A validity period in the enhanced format (23.040 9.2.3.12.3). */
export interface EnhancedValidity {
  /** Without it no period is written. */
  seconds?: number | undefined;
  /**
   * How `seconds` are written: `relative` rounds up as the relative format does, `seconds` says 0 to 255, `clock`
   * hours, minutes and seconds up to 99:59:59. Default: the first of `seconds`, `clock`, `relative` that can.
   */
  form?: 'relative' | 'seconds' | 'clock' | undefined;
  /** The service centre is to try once only. */
  singleShot?: boolean | undefined;
}

/** What a validity period may be asked for as: seconds are written relative, a time absolute. */
export type ValidityOption = number | Date | string | EnhancedValidity;

const SINGLE_SHOT = 0x40;
const EXTENSION = 0x80;
const MAX_CLOCK_SECONDS = 99 * HOUR + 59 * MINUTE + 59;

/** Formats of the enhanced TP-VP, as its first octet has them. */
enum Enhanced {
  None = 0,
  Relative = 1,
  Seconds = 2,
  Clock = 3,
}

/** Seven octets of the enhanced format (23.040 9.2.3.12.3). */
function enhancedValidity(octets: Uint8Array, at: number): Validity {
  const indicator = octets[at]!;
  const end = at + TIMESTAMP_LENGTH;
  // Each extension octet pushes the value one further.
  let value = at + 1;
  for (let octet = indicator; octet & EXTENSION && value < end; value++) {
    octet = octets[value]!;
  }
  const format: Enhanced = indicator & 7;
  if (format > Enhanced.Clock) {
    throw new PduError('TP-VP', `validity period format ${format} is reserved`, at);
  }
  if (end - value < (format === Enhanced.Clock ? 3 : Math.sign(format))) {
    throw new PduError('TP-VP', 'no room for the validity period after the extensions', at);
  }
  switch (format) {
    case Enhanced.None:
      return undefined;
    case Enhanced.Relative:
      return RELATIVE_SECONDS[octets[value]!]!;
    case Enhanced.Seconds:
      return octets[value]!;
    case Enhanced.Clock:
      return (
        readSwappedDigits(octets[value]!) * HOUR +
        readSwappedDigits(octets[value + 1]!) * MINUTE +
        readSwappedDigits(octets[value + 2]!)
      );
  }
}

/** What TP-VP at `at` says, in the format that TP-VPF announced. */
export function readValidity(octets: Uint8Array, at: number, format: ValidityFormat): Validity {
  switch (format) {
    case ValidityFormat.Absent:
      return undefined;
    case ValidityFormat.Relative:
      return RELATIVE_SECONDS[octets[at]!]!;
    case ValidityFormat.Absolute:
      return readTimestamp(octets, at);
    case ValidityFormat.Enhanced:
      return enhancedValidity(octets, at);
  }
}

/** Whether TP-VP asks for a single try; undefined where its format cannot say. */
export function isSingleShot(octets: Uint8Array, at: number, format: ValidityFormat): boolean | undefined {
  return format === ValidityFormat.Enhanced ? (octets[at]! & SINGLE_SHOT) !== 0 : undefined;
}

/** TP-VPF for a validity period asked for. */
export function validityFormat(validity: ValidityOption | undefined): ValidityFormat {
  if (validity === undefined) {
    return ValidityFormat.Absent;
  }
  if (typeof validity === 'number') {
    return ValidityFormat.Relative;
  }
  return typeof validity === 'string' || validity instanceof Date
    ? ValidityFormat.Absolute
    : ValidityFormat.Enhanced;
}

function enhancedForm({ seconds, form }: EnhancedValidity): Enhanced {
  if (seconds === undefined) {
    return Enhanced.None;
  }
  const whole = Number.isInteger(seconds);
  switch (
    form ??
    (whole && seconds <= 255 ? 'seconds' : whole && seconds <= MAX_CLOCK_SECONDS ? 'clock' : 'relative')
  ) {
    case 'seconds':
      return Enhanced.Seconds;
    case 'clock':
      return Enhanced.Clock;
    case 'relative':
      return Enhanced.Relative;
  }
}

function wholeSeconds(seconds: number, most: number): number {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > most) {
    throw new PduError('TP-VP', `0 to ${most} whole seconds expected, got ${seconds}`);
  }
  return seconds;
}

function enhancedOctets(validity: EnhancedValidity): number[] {
  const { seconds = 0 } = validity;
  switch (enhancedForm(validity)) {
    case Enhanced.None:
      return [];
    case Enhanced.Relative:
      return [relativeValidity(seconds)];
    case Enhanced.Seconds:
      return [wholeSeconds(seconds, 255)];
    case Enhanced.Clock: {
      const whole = wholeSeconds(seconds, MAX_CLOCK_SECONDS);
      const parts = [Math.floor(whole / HOUR), Math.floor(whole / MINUTE) % 60, whole % 60];
      return parts.map(swappedDigits);
    }
  }
}

/** Writes TP-VP in the format of validityFormat. Throws PduError. */
export function writeValidity(validity: ValidityOption | undefined, writer: HexWriter): void {
  if (validity !== undefined) {
    writeGiven(validity, writer);
  }
}

function writeGiven(validity: ValidityOption, writer: HexWriter): void {
  if (typeof validity === 'number') {
    writer.octet(relativeValidity(validity));
  } else if (typeof validity === 'string' || validity instanceof Date) {
    writeTimestamp(validity, writer, 'TP-VP');
  } else {
    const end = writer.at + TIMESTAMP_LENGTH;
    writer.octet(enhancedForm(validity) | (validity.singleShot ? SINGLE_SHOT : 0));
    writer.octets(enhancedOctets(validity));
    while (writer.at < end) {
      writer.octet(0);
    }
  }
}
