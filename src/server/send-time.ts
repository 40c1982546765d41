import { printable } from '../eapi/answer';
import { localTimeOf, unixTimeOf, type LocalTime } from '../eapi/local-time';
import { ValidationError } from '../submission/submission';

const TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/**
 * Unix time in milliseconds of `yyyy-mm-dd hh:mm:ss` in an IANA time zone. An hour that is skipped there in spring is
 * taken as the one after it; of one that comes twice in autumn, the first is taken.
 */
export function readLocalTime(parameter: string, text: string, timeZone?: string): number {
  const [year, month, day, hour, minute, second] = TIME.exec(text.trim())?.slice(1).map(Number) ?? [];
  const local = { year, month, day, hour, minute, second } as LocalTime;
  if (exists(local)) return unixTimeOf(local, timeZone);
  throw new ValidationError(parameter, `"${printable(text, 30)}", expected a time as yyyy-mm-dd hh:mm:ss`);
}

/** Unix time in milliseconds of `yy-MM-dd HH:mm:ss`, the form of pushes; nothing where it is no time (spec: eapi section 7). */
export function readShortTime(text: string, timeZone?: string): number | undefined {
  try {
    return readLocalTime('received_time', `20${text.trim()}`, timeZone);
  } catch (error) {
    if (error instanceof ValidationError) return undefined;
    throw error;
  }
}

function exists({ year, month, day, hour, minute, second }: LocalTime): boolean {
  if (!(year >= 1970 && hour < 24 && minute < 60 && second < 60)) return false;
  const date = localTimeOf(Date.UTC(year, month - 1, day), 'UTC');
  return date.month === month && date.day === day;
}

/** Refuses a time more than two years ahead (spec: eapi section 3). `sendAt` and `now` are in milliseconds. */
export function requireWithinTwoYears(parameter: string, sendAt: number, now: number): number {
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 2);
  if (sendAt <= latest.getTime()) return sendAt;
  throw new ValidationError(parameter, 'more than two years ahead, expected at most two years');
}
