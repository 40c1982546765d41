import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { CrashOptions, PartResult } from '../part';
import { killAgainAndAgain, type KillResult } from './kill-run';

/** Fewer kills than this need not have come by every kind of commit. */
const ENOUGH_FOR_ALL = 200;

/** SIGKILL at every kind of commit and at random; three worlds to each processor, each with its own outbox, gateway and modem. */
export async function killPart({ seed, kills }: CrashOptions, folder: string): Promise<PartResult> {
  // Most of a life is waiting.
  const worlds = Math.min(kills, 3 * availableParallelism());
  const results = await Promise.all(
    Array.from({ length: worlds }, (_, i) => {
      const own = join(folder, `world-${i}`);
      mkdirSync(own);
      const share = Math.floor((kills + i) / worlds);
      return killAgainAndAgain({ folder: own, seed: seed + i, skip: i * share, kills: share });
    }),
  );
  const sum = (figure: (result: KillResult) => number) =>
    results.reduce((total, result) => total + figure(result), 0);
  const struck = new Map<string, number>();
  for (const [name, count] of results.flatMap((result) => [...result.struck]))
    struck.set(name, (struck.get(name) ?? 0) + count);
  const missed = [...struck].filter(([, count]) => count === 0).map(([name]) => `never ended ${name}`);
  return {
    figures: [
      ['kills', [...struck.values()].reduce((total, count) => total + count, 0)],
      ...[...struck].map(([name, count]) => [`  ${name}`, count] as const),
      ['messages answered 0', sum(({ messages }) => messages)],
      ['taken twice, hold', sum(({ twiceHold }) => twiceHold)],
      ['taken twice, resend: all of them say so', sum(({ twiceResend }) => twiceResend)],
      ['left in doubt, hold: shown as inDoubt', sum(({ inDoubt }) => inDoubt)],
      ['  of these taken after all', sum(({ inDoubtTaken }) => inDoubtTaken)],
      ['lost', sum(({ lost }) => lost)],
    ],
    broken: [...results.flatMap(({ broken }) => broken), ...(kills >= ENOUGH_FOR_ALL ? missed : [])],
  };
}
