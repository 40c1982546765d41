import type { AttemptFact, MessageFacts, SegmentFact } from '../submission/facts';

/**
 * Copies of a message, or of a part of it, that may have gone out: one for each gateway that did not say no, one for
 * the modems, and one more where a segment was written again after a doubt.
 */
export function copies({ attempts, segments }: Pick<MessageFacts, 'attempts' | 'segments'>): number {
  const gateways = new Map<string, AttemptFact[]>();
  for (const attempt of attempts) {
    if (attempt.via === 'gateway')
      gateways.set(attempt.name, [...(gateways.get(attempt.name) ?? []), attempt]);
  }
  const byGateway = [...gateways.values()].filter(
    (tries) => tries.some(({ outcome }) => outcome?.kind === 'accepted') || doubtSince(tries) !== null,
  ).length;
  const counted = new Set(attempts.map(({ id }) => id));
  const out = segments.filter((segment) => counted.has(segment.attemptId) && mayBeOut(segment));
  return byGateway + (out.length > 0 ? 1 : 0) + (out.some((first) => wasWrittenAgain(first, out)) ? 1 : 0);
}

/** Unix time of a gateway's first try that may have been taken; null where a later one, same stop_dup_id, settled it. */
export function doubtSince(tries: readonly AttemptFact[]): number | null {
  let since: number | null = null;
  for (const { outcome, startedAt } of tries) {
    if (outcome === null || outcome.kind === 'inDoubt') since ??= startedAt;
    else if (outcome.kind === 'accepted' || (outcome.kind === 'refused' && outcome.settlesDoubt))
      since = null;
  }
  return since;
}

const mayBeOut = ({ outcome, reportStatus }: SegmentFact): boolean =>
  outcome === null || outcome === 'accepted' || outcome === 'inDoubt' || reportStatus !== null;

const wasWrittenAgain = (first: SegmentFact, all: readonly SegmentFact[]): boolean =>
  all.some(({ sequence, attemptId }) => sequence === first.sequence && attemptId > first.attemptId);
