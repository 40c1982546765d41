import type { Push, PushKind } from '../outbox';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What a receiver answered; undefined: nothing, or not in time. */
export type PushAnswer = { status: number; length: number } | undefined;

/** How a kind of push is carried and tried again. */
interface Rules {
  method: 'GET' | 'POST';
  judge(answer: PushAnswer): 'taken' | 'again' | 'refused';
  /** Pauses before the second try and the ones after it, in milliseconds; the last goes on until `until`. */
  pauses: readonly number[];
  /** How long after it was made it is given up, in milliseconds; undefined: after the last pause. */
  until?: number;
}

/** Retries after 60 minutes, 3 more hours and 12 more, then dropped (spec: eapi section 7). */
const EAPI_PAUSES = [HOUR, 3 * HOUR, 12 * HOUR];

const STATUS: Rules = {
  method: 'GET',
  judge: (answer) => (answer?.status === 200 && answer.length > 0 ? 'taken' : 'again'),
  pauses: EAPI_PAUSES,
};

/** Only 500 is tried again (spec: eapi section 7); no answer at all as well, for nothing was taken then. */
const REPLY: Rules = {
  method: 'GET',
  judge: (answer) => {
    if (answer === undefined || answer.status === 500) return 'again';
    return answer.status < 300 ? 'taken' : 'refused';
  },
  pauses: EAPI_PAUSES,
};

/** 4xx discards, other failures are tried again for two days (spec: eapi section 9). */
const WEBHOOK: Rules = {
  method: 'POST',
  judge: (answer) => {
    if (answer === undefined || answer.status >= 500) return 'again';
    if (answer.status >= 400) return 'refused';
    return answer.status < 300 ? 'taken' : 'again';
  },
  pauses: [1.5, 3, 6, 12, 15].map((minutes) => minutes * MINUTE),
  until: 48 * HOUR,
};

const RULES: Readonly<Record<PushKind, Rules>> = {
  status: STATUS,
  reply: REPLY,
  sent: WEBHOOK,
  received: WEBHOOK,
};

export const rulesOf = (kind: PushKind): Rules => RULES[kind];

/** Unix time of the next try of one that failed just now; undefined: it is given up. */
export function nextTry({ kind, tries, createdAt }: Push, now: number): number | undefined {
  const { pauses, until } = rulesOf(kind);
  const pause = pauses[until === undefined ? tries : Math.min(tries, pauses.length - 1)];
  if (pause === undefined || (until !== undefined && now + pause - createdAt > until)) return undefined;
  return now + pause;
}

/** No kind of push waits longer than this for its next try, in milliseconds. */
export const LONGEST_PAUSE = 12 * HOUR;
