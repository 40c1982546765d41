/** The codes that our own server answers with (spec: eapi section 2). */
export const Code = {
  inProgress: 0,
  scheduled: 1,
  internalFatalError: 22,
  authenticationFailure: 23,
  validationFailed: 24,
  quotaExceeded: 27,
  temporarilyUnavailable: 40,
  batchTooLarge: 201,
} as const;

/** A yes: the message is the gateway's from here on. */
export interface AcceptingCode {
  meaning: string;
  outcome: 'accepted';
}

/** A no, and what it says about other paths, later tries and earlier tries. */
export interface RefusingCode {
  meaning: string;
  outcome: 'refused';
  /** `message`: no path will carry it. `path`: another path still may. */
  what: 'message' | 'path';
  /** false: the same gateway may carry it later. */
  permanent: boolean;
  /**
   * true where this answer to a repeat proves that no earlier try with the same stop_dup_id was accepted. Only the rules
   * of form do: they are the same on every try, whereas the try in doubt may have used up the last credit or quota.
   */
  settlesDoubt: boolean;
}

export type CodeFacts = AcceptingCode | RefusingCode;

const accepted = (meaning: string): AcceptingCode => ({ meaning, outcome: 'accepted' });
const refused = (
  meaning: string,
  what: RefusingCode['what'],
  lasting: 'permanent' | 'transient',
  settlesDoubt: boolean,
): RefusingCode => ({ meaning, outcome: 'refused', what, permanent: lasting === 'permanent', settlesDoubt });

const CODES = new Map<number, CodeFacts>([
  [0, accepted('in progress')],
  [1, accepted('scheduled')],
  [22, refused('internal fatal error', 'path', 'permanent', false)],
  [23, refused('authentication failure', 'path', 'permanent', false)],
  [24, refused('data validation failed', 'message', 'permanent', true)],
  [25, refused('not sufficient credits', 'path', 'permanent', false)],
  [26, refused('upstream credits not available', 'path', 'transient', false)],
  [27, refused('daily quota exceeded', 'path', 'permanent', false)],
  [28, refused('upstream quota exceeded', 'path', 'transient', false)],
  [40, refused('temporarily unavailable', 'path', 'transient', false)],
  [201, refused('maximum batch size exceeded', 'message', 'permanent', true)],
]);

/** Every other error is fatal at this gateway (send_sms page, note below its table); it proves nothing else. */
const UNKNOWN = refused('unknown code', 'path', 'permanent', false);

/** What a status_code means to the client. Never fails: a code outside the table is a fatal one of this gateway. */
export function codeFacts(code: number): CodeFacts {
  return CODES.get(code) ?? UNKNOWN;
}
