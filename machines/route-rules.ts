import type { Rest } from '../src/submission/facts';
import type { Outcome } from '../src/submission/outcome';
import type { PathKind } from '../src/submission/submission';
import type { Situation } from '../src/submission/situation';
import type { MessageState } from '../src/submission/view';

/** It may have gone out by a path that has not said so. */
export const inDoubt = (s: Situation): boolean =>
  s.gateway.doubtSince !== null || s.modem.doubtSince !== null || s.doubtElsewhere;

const allows = (s: Situation, path: PathKind): boolean => s.routes.includes(path) && s[path].refused === null;

const isDue = (s: Situation, path: PathKind): boolean => s[path].retryAt <= s.now;

/** A modem is there that would take the message. */
export const modemWaits = (s: Situation): boolean => allows(s, 'modem') && s.modem.up;

/** The doubt is at the gateway, and the same stop_dup_id can still settle it. */
const canSettle = (s: Situation): boolean => {
  if (s.gateway.doubtEnds === null || !allows(s, 'gateway') || s.gateway.doubtEnds <= s.now) return false;
  const crosses = s.onDoubt === 'resend' && s.fallbackAt <= s.now && modemWaits(s);
  return !crosses;
};

/** No path will carry it, now or later. */
export const isRefused = (s: Situation): boolean =>
  s.messageRefused !== null || !s.routes.some((path) => allows(s, path));

export const isExpired = (s: Situation): boolean => s.expiresAt <= s.now;

/** Nothing that the policy allows can be done about the doubt. */
export const endsInDoubt = (s: Situation): boolean =>
  inDoubt(s) && (s.cancelled || isRefused(s) || isExpired(s) || (s.onDoubt === 'hold' && !canSettle(s)));

/** The path to try now; null: none, wait. */
export function nextPath(s: Situation): PathKind | null {
  if (s.startsAt > s.now) return null;
  if (canSettle(s)) return s.gateway.up && isDue(s, 'gateway') ? 'gateway' : null;
  for (const path of s.routes) {
    if (!allows(s, path) || !s[path].up) continue;
    if (path === 'modem') {
      if (isDue(s, path)) return path;
    } else if (s.onDoubt === 'hold' && s.segmentsDone > 0) {
      // The rest goes where its first segments went: the gateway would send them again.
      continue;
    } else if (s.gateway.doubtSince === null && (s.now < s.fallbackAt || !modemWaits(s))) {
      return isDue(s, path) ? path : null;
    }
  }
  return null;
}

/** The gateway's time is up, and the policy lets the modem take what may have been `written` there. */
export const mayCross = (s: Situation, written: boolean): boolean =>
  modemWaits(s) && (s.onDoubt === 'resend' || (!written && s.gateway.doubtSince === null));

/** What became of a request that is no longer waited for. */
export const abandoned = (written: boolean): Outcome =>
  written
    ? { kind: 'inDoubt', code: 'TIMEOUT', detail: 'no answer within fallbackAfter' }
    : { kind: 'notSubmitted', code: 'TIMEOUT', detail: 'no connection within fallbackAfter' };

/** `resting` waits for what can change the decision, `yielding` just a moment; all others are ends. */
export type RestState = MessageState | 'resting' | 'yielding';

/** Pause before a path that was lost is looked for again, in milliseconds. */
const YIELD = 1_000;

/** How a message is laid down in the given state. */
export function restOf(s: Situation, state: RestState): Rest {
  if (state === 'yielding') return { ...restOf(s, 'resting'), wakeAt: s.now + YIELD };
  if (state !== 'resting') {
    return { state, via: s.accepted ?? lastDoubt(s), reason: reasonOf(s, state), wakeAt: null, awaits: null };
  }
  const down = s.routes.filter((path) => allows(s, path) && !s[path].up);
  return {
    state: s.startsAt > s.now ? 'scheduled' : inDoubt(s) ? 'routing' : 'queued',
    via: lastDoubt(s),
    reason: s.gateway.doubtSince !== null ? SETTLING : waitsFor(down),
    wakeAt: wakeTime(s),
    awaits: down.length === 2 ? 'any' : (down[0] ?? null),
  };
}

const lastDoubt = (s: Situation): PathKind | null =>
  s.modem.doubtSince !== null
    ? 'modem'
    : s.gateway.doubtSince !== null || s.doubtElsewhere
      ? 'gateway'
      : null;

/** Until `fallbackAt` a message is kept from the modem by a gateway that may still take it, or took it perhaps. */
const holdsBack = (s: Situation): boolean =>
  allows(s, 'gateway') && (s.gateway.up || s.gateway.doubtSince !== null);

function wakeTime(s: Situation): number {
  const times = [s.startsAt, s.expiresAt, s.gateway.doubtEnds ?? 0];
  for (const path of s.routes) if (allows(s, path) && s[path].up) times.push(s[path].retryAt);
  // A modem, or another gateway, may take it from then on.
  if ((modemWaits(s) && holdsBack(s)) || (inDoubt(s) && s.onDoubt === 'resend')) times.push(s.fallbackAt);
  return Math.min(...times.filter((time) => time > s.now));
}

const SETTLING = 'in doubt at the gateway; asked again with the same stop_dup_id';

const waitsFor = (down: PathKind[]): string =>
  down.length > 0 ? `waits for the ${down.join(' or the ')}` : 'waits before the next try';

function reasonOf(s: Situation, state: MessageState): string | null {
  const done = s.segmentsDone > 0 ? `; ${s.segmentsDone} of ${s.segmentsTotal} segments submitted` : '';
  switch (state) {
    case 'failed':
      if (s.report !== null) return s.report;
      return `${s.messageRefused ?? [s.gateway, s.modem].flatMap(({ refused }) => refused ?? []).join(', ')}${done}`;
    case 'expired':
      return `giveUpAfter is over${done}`;
    case 'inDoubt':
      return `it may have been submitted by the ${lastDoubt(s)}${done}`;
    case 'submitted':
    case 'delivered':
      return s.resent ? 'possibly sent twice: an earlier try was in doubt' : null;
    default:
      return null;
  }
}
