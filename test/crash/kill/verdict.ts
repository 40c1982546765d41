import type { MessageView } from '../../../src/submission/view';

export interface Sent {
  /** No two messages go to the same number. */
  to: string;
  onDoubt: 'hold' | 'resend';
}

/** What the networks took, told by the processes that played them. */
export interface Truth {
  /** Numbers, one for each message taken. */
  gateway: readonly string[];
  /** Number and sequence for each segment taken. */
  modem: readonly { to: string; sequence: number }[];
}

export interface Verdict {
  messages: number;
  /** Taken more often than once. */
  twiceHold: number;
  twiceResend: number;
  /** Not taken whole, and not shown as in doubt. */
  lost: number;
  inDoubt: number;
  /** Shown as in doubt, and taken whole. */
  inDoubtTaken: number;
  /** Each a sentence on how the guarantee was broken. */
  broken: string[];
}

const SAYS_SO = /possibly sent twice/;

/** Holds what the outbox shows against what was asked for and what the networks took. */
export function judge(sent: readonly Sent[], truth: Truth, views: readonly MessageView[]): Verdict {
  const shown = new Map<string, MessageView[]>();
  for (const view of views) shown.set(view.to, [...(shown.get(view.to) ?? []), view]);
  const byGateway = countBy(truth.gateway);
  const bySegment = countBy(truth.modem.map(({ to, sequence }) => `${to} ${sequence}`));
  const verdict: Verdict = {
    messages: sent.length,
    twiceHold: 0,
    twiceResend: 0,
    lost: 0,
    inDoubt: 0,
    inDoubtTaken: 0,
    broken: [],
  };
  for (const { to, onDoubt } of sent) {
    const broken = (what: string) => verdict.broken.push(`${to} (${onDoubt}): ${what}`);
    const [view, ...more] = shown.get(to) ?? [];
    if (!view) {
      verdict.lost++;
      broken('answered 0, and not in the outbox');
      continue;
    }
    if (more.length > 0)
      broken(`in the outbox ${more.length + 1} times, though asked for with one stop_dup_id`);
    const { state, reason } = view.route;
    const copies = Array.from({ length: view.numberOfParts }, (_, i) => {
      return (byGateway.get(to) ?? 0) + (bySegment.get(`${to} ${i + 1}`) ?? 0);
    });
    const taken = Math.min(...copies) > 0;
    const twice = Math.max(...copies) > 1;
    if (twice) verdict[onDoubt === 'hold' ? 'twiceHold' : 'twiceResend']++;
    if (twice && onDoubt === 'hold') broken(`taken twice, and shown as ${state}`);
    if (twice && onDoubt === 'resend' && !SAYS_SO.test(reason ?? ''))
      broken(`taken twice, and shown as ${state} with ${reason ?? 'no word of it'}`);
    if (state === 'inDoubt') {
      verdict.inDoubt++;
      if (taken) verdict.inDoubtTaken++;
      if (onDoubt === 'resend') broken('left in doubt');
    } else if (!taken) {
      verdict.lost++;
      broken(`not taken, and shown as ${state}`);
    } else if (state !== 'submitted' && state !== 'delivered') broken(`taken, and shown as ${state}`);
  }
  const known = new Set(sent.map(({ to }) => to));
  for (const to of new Set([...truth.gateway, ...truth.modem.map((segment) => segment.to)]))
    if (!known.has(to)) verdict.broken.push(`${to}: taken, and never asked for`);
  return verdict;
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
