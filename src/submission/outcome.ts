/** What became of one attempt on one path: exactly one of the four. */
export type Outcome = Accepted | Refused | NotSubmitted | InDoubt;

/** The gateway answered 0 or 1, or the modem returned +CMGS for every segment. */
export interface Accepted {
  kind: 'accepted';
  /** Raw code of the path, such as `0`, `1`, or the last TP-MR. */
  code?: string;
  detail?: string;
  /** What the gateway calls the message: batch_id of the EAPI, id of the JSON API. Its later status names it. */
  batchId?: string;
}

/** The path answered, and the answer is no. */
export interface Refused {
  kind: 'refused';
  /** `message`: no path will carry it. `path`: another path still may. */
  what: 'message' | 'path';
  /** false: the same path may carry it later. */
  permanent: boolean;
  /** Raw code of the path, such as `24`, `CMS 21`, `CME 14`. */
  code: string;
  detail?: string;
  /** true where a refusal also says that no earlier try of the same stop_dup_id was accepted. */
  settlesDoubt?: boolean;
}

/** Certainly nothing went out: no connection, or no PDU byte written. */
export interface NotSubmitted {
  kind: 'notSubmitted';
  code?: string;
  detail: string;
}

/** It may have gone out: the request or the PDU was written and no whole answer came. */
export interface InDoubt {
  kind: 'inDoubt';
  code?: string;
  detail: string;
}
