import type { Policy } from '../config/types';
import type { Outcome } from './outcome';
import type { PathKind, Submission } from './submission';
import type { MessageState } from './view';

/** One try on one path as it stands on disk; without outcome its result is not known yet. */
export interface AttemptFact {
  id: number;
  via: PathKind;
  name: string;
  /** Unix time in milliseconds, as all times here. */
  startedAt: number;
  endedAt: number | null;
  outcome: Outcome | null;
  /** Status of the EAPI that the gateway told of it later. */
  reportStatus: number | null;
  reportedAt: number | null;
}

/** One SMS-SUBMIT TPDU handed to a modem. */
export interface SegmentFact {
  attemptId: number;
  sequence: number;
  total: number;
  intentAt: number;
  outcome: Outcome['kind'] | null;
  reference: number | null;
  /** TP-ST, 0..255. */
  reportStatus: number | null;
}

/** All that is known of one message: plain JSON, folded from the outbox. What to do next follows from it alone. */
export interface MessageFacts {
  id: number;
  submissionId: number;
  /** batch_id of the EAPI. */
  batchId: number;
  recipient: string;
  submission: Omit<Submission, 'recipients'>;
  policy: Policy;
  parts: number;
  /** stop_dup_id towards the gateways, the same on every try. */
  gatewayId: number;
  startsAt: number;
  expiresAt: number;
  state: MessageState;
  cancelled: boolean;
  /** Grows when something from outside its route changes the message. */
  revision: number;
  attempts: AttemptFact[];
  segments: SegmentFact[];
}

/** Where a message comes to rest when nothing can be done for it right now. */
export interface Rest {
  state: MessageState;
  via: PathKind | null;
  reason: string | null;
  /** Unix time of the next decision; null where there is nothing left to do. */
  wakeAt: number | null;
  /** The path whose return ends the wait early. */
  awaits: PathKind | 'any' | null;
}
