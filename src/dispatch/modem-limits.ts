import type { Config } from '../config/types';
import type { Counted } from '../outbox';
import { HourlyCount } from '../submission/quota';
import type { ModemLimit } from './modem-pool';

const HOUR = 3_600_000;

/** The quotas of the modems, with what each was given in the hour before `now`, Unix time in milliseconds. */
export function modemLimits(
  { modems }: Pick<Config, 'modems'>,
  submittedSince: (modem: string, since: number) => Counted[],
  now: number,
): Map<string, ModemLimit> {
  const limits = new Map<string, ModemLimit>();
  for (const { name, quota } of modems) {
    if (!quota) continue;
    const count = quota.perHour === undefined ? undefined : new HourlyCount(quota.perHour);
    for (const { at, count: segments } of count ? submittedSince(name, now - HOUR) : [])
      count!.add(segments, at);
    limits.set(name, { quota, count });
  }
  return limits;
}
