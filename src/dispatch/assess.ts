import { copies, doubtSince } from './copies';
import { reported } from './reported';
import type { AttemptFact, MessageFacts } from '../submission/facts';
import type { PathKind } from '../submission/submission';
import { unsupportedBy } from '../submission/unsupported';
import type { PathSituation, Situation } from '../submission/situation';

/** Condition of the paths when a decision is taken. */
export interface PathsNow {
  /** In the order of the configuration. */
  gateways: { name: string; up: boolean; duplicateMemory: number }[];
  /** null: no modem is configured. */
  modem: { up: boolean; mayReach?: (recipient: string, besides?: ReadonlySet<string>) => boolean } | null;
}

/** A first try is waited for at least this long, in milliseconds, however short `fallbackAfter` is. */
export const FIRST_TRY_PATIENCE = 1_000;

const GATEWAY_PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
const MODEM_PAUSES = [2_000, 5_000, 15_000, 60_000, 300_000];
/** A doubt was waited for already: the first resend is at once, later ones are not, lest a deaf modem floods a phone. */
const RESEND_PAUSES = [0, 60_000, 300_000, 900_000];

/**
 * Folds the facts of one message and the paths' condition into what its route is decided from.
 * @param since when this process took the message up; an attempt on disk may tell an earlier time
 */
export function assess(facts: MessageFacts, paths: PathsNow, now: number, since: number): Situation {
  // What happened before a retry by hand no longer counts.
  const attempts = facts.attempts.filter(({ startedAt }) => startedAt >= facts.startsAt);
  const current = { ...facts, attempts };
  const firstTry = attempts.find(({ via }) => via === 'gateway');
  const patience = (firstTry?.endedAt ?? null) === null ? FIRST_TRY_PATIENCE : 0;
  const done = submittedSegments(current);
  const fallbackAt =
    Math.min(firstTry?.startedAt ?? since, since) + Math.max(facts.policy.fallbackAfter, patience);
  const wanted = routes(facts, paths);
  const modem = assessModem(current, paths, now);
  const modemWaits = wanted.includes('modem') && modem.up && modem.refused === null;
  const mayDouble = facts.policy.onDoubt === 'resend' && fallbackAt <= now && !modemWaits;
  const gatewayAccepted = attempts.some(
    ({ via, outcome }) => via === 'gateway' && outcome?.kind === 'accepted',
  );
  return {
    now,
    startsAt: facts.startsAt,
    cancelled: facts.cancelled,
    accepted: gatewayAccepted ? 'gateway' : done.size === facts.parts ? 'modem' : null,
    ...reported(current),
    messageRefused: messageRefused(attempts),
    routes: wanted,
    onDoubt: facts.policy.onDoubt,
    fallbackAt,
    expiresAt: facts.expiresAt,
    resent: copies(current) > 1,
    ...assessGateways(current, paths, now, mayDouble),
    modem,
    segmentsDone: done.size,
    segmentsTotal: facts.parts,
  };
}

function routes({ submission, policy }: MessageFacts, paths: PathsNow): PathKind[] {
  const wanted = submission.route === 'auto' ? policy.routes : [submission.route];
  const has = { gateway: paths.gateways.length > 0, modem: paths.modem !== null };
  return wanted.filter((route) => has[route]);
}

/** Sequence numbers that the network took, by answer or by report. */
export function submittedSegments({
  segments,
  attempts,
}: Pick<MessageFacts, 'segments' | 'attempts'>): Set<number> {
  const counted = new Set(attempts.map(({ id }) => id));
  const taken = segments.filter(
    (s) => counted.has(s.attemptId) && (s.outcome === 'accepted' || s.reportStatus !== null),
  );
  return new Set(taken.map(({ sequence }) => sequence));
}

function messageRefused(attempts: AttemptFact[]): string | null {
  for (const { name, outcome } of attempts) {
    if (outcome?.kind === 'refused' && outcome.what === 'message' && outcome.permanent) {
      return `${name} refused the message: ${outcome.code}${outcome.detail ? ` ${outcome.detail}` : ''}`;
    }
  }
  return null;
}

/**
 * The gateway in doubt if there is one; else the first that is up and has not refused; else the first that has not. One
 * that is up and not in doubt goes before, where the policy would rather send twice than wait.
 */
function assessGateways(
  facts: MessageFacts,
  paths: PathsNow,
  now: number,
  mayDouble: boolean,
): Pick<Situation, 'gateway' | 'doubtElsewhere'> {
  const all = paths.gateways.map((gateway) => assessOneGateway(facts, gateway, now));
  const inDoubt = all.filter(({ doubtSince }) => doubtSince !== null);
  const rested = all.filter((gateway) => !inDoubt.includes(gateway));
  const another = mayDouble ? rested.find(({ up, refused }) => up && refused === null) : undefined;
  const gateway = inDoubt.length > 0 ? (another ?? inDoubt[0]!) : firstUsable(all, now);
  return { gateway, doubtElsewhere: inDoubt.some((each) => each !== gateway) };
}

function firstUsable(all: readonly PathSituation[], now: number): PathSituation {
  const usable = all.filter((gateway) => gateway.refused === null);
  return (
    usable.find(({ up, retryAt }) => up && retryAt <= now) ??
    usable.find(({ up }) => up) ??
    usable[0] ??
    all[0] ?? { name: null, up: false, refused: 'no gateway', retryAt: 0, doubtSince: null, doubtEnds: null }
  );
}

function assessOneGateway(
  facts: MessageFacts,
  { name, up, duplicateMemory }: PathsNow['gateways'][number],
  now: number,
): PathSituation {
  const tries = facts.attempts.filter((attempt) => attempt.via === 'gateway' && attempt.name === name);
  const last = tries.at(-1);
  const since = doubtSince(tries);
  return {
    name,
    up,
    // A gateway in doubt is asked on, whatever it refuses now, unless the doubt may cross.
    refused: since !== null && !mayCrossInDoubt(facts) ? null : lastingRefusal(last),
    retryAt: last ? pausedUntil(last, pause(GATEWAY_PAUSES, tries.length), now) : 0,
    doubtSince: since,
    doubtEnds: since === null ? null : since + duplicateMemory,
  };
}

function assessModem(facts: MessageFacts, paths: PathsNow, now: number): PathSituation {
  const tries = facts.attempts.filter(({ via }) => via === 'modem');
  const last = tries.at(-1);
  const done = submittedSegments(facts);
  const doubts = facts.segments.filter(
    (s) =>
      !done.has(s.sequence) &&
      (s.outcome === null || s.outcome === 'inDoubt') &&
      tries.some(({ id }) => id === s.attemptId),
  );
  const interrupted = last?.outcome?.code === 'INTERRUPTED';
  const resends = tries.filter(
    ({ outcome }) => outcome?.kind === 'inDoubt' && outcome.code !== 'INTERRUPTED',
  ).length;
  const wait =
    last?.outcome?.kind === 'inDoubt' ? pause(RESEND_PAUSES, resends) : pause(MODEM_PAUSES, tries.length);
  return {
    name: null,
    up: paths.modem?.up ?? false,
    refused: refusedByModems(facts, paths) ?? modemCannot(facts, paths),
    retryAt: last && !interrupted ? pausedUntil(last, wait, now) : 0,
    doubtSince: doubts.length > 0 ? Math.min(...doubts.map(({ intentAt }) => intentAt)) : null,
    doubtEnds: null,
  };
}

/** Modems that said that they will not send it, for good. */
export const refusingModems = ({ attempts }: Pick<MessageFacts, 'attempts'>): ReadonlySet<string> =>
  new Set(attempts.filter((each) => each.via === 'modem' && lastingRefusal(each)).map(({ name }) => name));

/** One without a SIM does not speak for the others. */
function refusedByModems(facts: MessageFacts, { modem }: PathsNow): string | null {
  const refusing = refusingModems(facts);
  if (refusing.size === 0 || modem?.mayReach?.(facts.recipient, refusing)) return null;
  return lastingRefusal(facts.attempts.findLast(({ via, name }) => via === 'modem' && refusing.has(name)));
}

const mayCrossInDoubt = ({ policy, submission }: MessageFacts): boolean =>
  policy.onDoubt === 'resend' && submission.route === 'auto' && policy.routes.includes('modem');

/** Why no modem is used for the message at all. */
function modemCannot({ submission, policy, recipient }: MessageFacts, { modem }: PathsNow): string | null {
  if (modem?.mayReach?.(recipient) === false) return `no modem may send to ${recipient}`;
  if (policy.unsupported !== 'refuse') return null;
  const unsupported = unsupportedBy('modem', submission);
  return unsupported.length === 0 ? null : `no modem can carry ${unsupported.join(', ')}`;
}

const lastingRefusal = (last: AttemptFact | undefined): string | null =>
  last?.outcome?.kind === 'refused' && last.outcome.what === 'path' && last.outcome.permanent
    ? `${last.name} refused: ${last.outcome.code}${last.outcome.detail ? ` ${last.outcome.detail}` : ''}`
    : null;

/** A clock that was put back since must not make the pause any longer. */
const pausedUntil = ({ startedAt, endedAt }: AttemptFact, wait: number, now: number): number => {
  const from = endedAt ?? startedAt;
  return from > now ? now : from + wait;
};

const pause = (pauses: number[], tries: number): number => pauses[Math.min(tries, pauses.length) - 1] ?? 0;
