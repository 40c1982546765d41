import type { Quota } from '../config/types';
import { ValidationError } from './submission';

const HOUR = 3_600_000;

/** Counts what went out in the last 60 minutes. It lives in memory: fill it from the disk at the start. */
export class HourlyCount {
  private entries: { at: number; count: number }[] = [];
  private sum = 0;

  constructor(readonly limit: number) {}

  /** Whether so many more fit now. `now` is Unix time in milliseconds. */
  fits(count: number, now: number): boolean {
    return this.total(now) + count <= this.limit;
  }

  add(count: number, at: number): void {
    this.entries.push({ at, count });
    this.sum += count;
  }

  /** What was counted in the 60 minutes before `now`; an entry from after it, left by a clock that was set, counts. */
  total(now: number): number {
    const first = this.entries.findIndex(({ at }) => at > now - HOUR);
    const gone = this.entries.splice(0, first < 0 ? this.entries.length : first);
    for (const { count } of gone) this.sum -= count;
    return this.sum;
  }

  /** Unix time from which one more fits; undefined where it fits already. */
  freeAt(now: number): number | undefined {
    if (this.fits(1, now)) return undefined;
    return this.entries[0]!.at + HOUR;
  }
}

/** Whether a number may be sent to: digits without `+`. */
export const isAllowed = ({ prefixes }: Quota, recipient: string): boolean =>
  prefixes === undefined || prefixes.some((prefix) => recipient.startsWith(prefix));

/** @throws ValidationError naming the first recipient that an account may not send to. */
export function requireAllowed(quota: Quota, recipients: readonly string[]): void {
  const refused = recipients.find((number) => !isAllowed(quota, number));
  if (refused === undefined) return;
  const prefixes = quota.prefixes!.join(', ');
  throw new ValidationError(
    'msisdn',
    `${refused} is not allowed to this account, which may send to ${prefixes}`,
  );
}
