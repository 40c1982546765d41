import type { Result, Verdict } from '../suite/check';

/** How many checks came to each verdict. */
export function countVerdicts(results: readonly Pick<Result, 'verdict'>[]): Record<Verdict, number> {
  const counts: Record<Verdict, number> = { passed: 0, failed: 0, skipped: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}
