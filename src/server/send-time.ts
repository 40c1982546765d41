import { printable } from '../eapi/answer';
import { ValidationError } from '../submission/submission';

const TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** Unix time in milliseconds of `yyyy-mm-dd hh:mm:ss` in the time zone of this machine. */
export function readLocalTime(parameter: string, text: string): number {
  const [year, month, day, hour, minute, second] = TIME.exec(text.trim())?.slice(1).map(Number) ?? [];
  const date = new Date(year ?? NaN, (month ?? 0) - 1, day, hour, minute, second);
  const exists = date.getMonth() + 1 === month && date.getDate() === day;
  if (exists && hour! < 24 && minute! < 60 && second! < 60) return date.getTime();
  throw new ValidationError(parameter, `"${printable(text, 30)}", expected a time as yyyy-mm-dd hh:mm:ss`);
}

/** Refuses a time more than two years ahead (spec: eapi section 3). `sendAt` and `now` are in milliseconds. */
export function requireWithinTwoYears(parameter: string, sendAt: number, now: number): number {
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + 2);
  if (sendAt <= latest.getTime()) return sendAt;
  throw new ValidationError(parameter, 'more than two years ahead, expected at most two years');
}
