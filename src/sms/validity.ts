import { PduError } from './error';
import type { OctetReader } from './octet-reader';
import { readTimestamp, TIMESTAMP_LENGTH } from './timestamp';

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

/** Seconds, or ISO 8601 with offset; undefined where TP-VP says nothing. */
export type Validity = number | string | undefined;

const swappedDigits = (octet: number): number => (octet & 15) * 10 + (octet >> 4);

/** Seven octets of the enhanced format (23.040 9.2.3.12.3). */
function enhancedValidity(octets: Uint8Array, at: number): Validity {
  const indicator = octets[at]!;
  // Each extension octet pushes the value one further.
  let value = at + 1;
  for (let octet = indicator; octet & 0x80 && value < at + TIMESTAMP_LENGTH; value++) {
    octet = octets[value]!;
  }
  const room = at + TIMESTAMP_LENGTH - value;
  switch (indicator & 7) {
    case 0:
      return undefined;
    case 1:
      if (room >= 1) return RELATIVE_SECONDS[octets[value]!]!;
      break;
    case 2:
      if (room >= 1) return octets[value]!;
      break;
    case 3:
      if (room >= 3) {
        const [hours, minutes, seconds] = [0, 1, 2].map((part) => swappedDigits(octets[value + part]!));
        return hours! * HOUR + minutes! * MINUTE + seconds!;
      }
      break;
    default:
      throw new PduError('TP-VP', `validity period format ${indicator & 7} is reserved`, at);
  }
  throw new PduError('TP-VP', 'no room for the validity period after the extensions', at);
}

/** Reads TP-VP in the format that TP-VPF announced. */
export function readValidity(reader: OctetReader, format: ValidityFormat): Validity {
  switch (format) {
    case ValidityFormat.Absent:
      return undefined;
    case ValidityFormat.Relative:
      return RELATIVE_SECONDS[reader.octet('TP-VP')]!;
    case ValidityFormat.Absolute:
      return readTimestamp(reader.octets, reader.skip(TIMESTAMP_LENGTH, 'TP-VP'));
    case ValidityFormat.Enhanced:
      return enhancedValidity(reader.octets, reader.skip(TIMESTAMP_LENGTH, 'TP-VP'));
  }
}
