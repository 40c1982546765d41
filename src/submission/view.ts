import type { Outcome } from './outcome';
import type { Alphabet, MessageClass, PathKind } from './submission';

/** Every state of a message, in the order of its life. */
export const MESSAGE_STATES = [
  'queued',
  'scheduled',
  'routing',
  'submitted',
  'delivered',
  'failed',
  'expired',
  'inDoubt',
  'cancelled',
] as const;

/** The state of one message as its owner sees it. */
export type MessageState = (typeof MESSAGE_STATES)[number];

/** States in which nothing more is done for a message; a status report may still change `submitted` and `inDoubt`. */
export const ENDED: readonly MessageState[] = [
  'submitted',
  'delivered',
  'failed',
  'expired',
  'inDoubt',
  'cancelled',
];

export interface AttemptView {
  via: PathKind;
  /** Name of the gateway or modem in the configuration. */
  name: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
  outcome: Outcome['kind'] | null;
  /** Raw code of the path. */
  code: string | null;
  detail: string | null;
  /** What the gateway calls the message. */
  batchId: string | null;
  /** Status of the EAPI that the gateway told of it later. */
  reportStatus: number | null;
  reportedAt: string | null;
}

export interface SegmentView {
  /** 1..total. */
  sequence: number;
  total: number;
  /** null until the modem's answer is known. */
  outcome: Outcome['kind'] | null;
  /** TP-MR as the modem returned it, 0..255. */
  reference: number | null;
  submittedAt: string | null;
  /** TP-ST of the status report, 0..255 (23.040 9.2.3.15). */
  reportStatus: number | null;
  reportedAt: string | null;
}

/** Evidence of one message: who asked, each attempt, each segment. */
export interface MessageView {
  id: number;
  /** The submission's id is the EAPI batch_id. */
  submission: { id: number; date: string };
  account: string;
  to: string;
  /** Text, or hexadecimal octets for 8bit. */
  body: string;
  alphabet: Alphabet;
  messageClass: MessageClass | null;
  protocolId: number;
  sender: string | null;
  sourceId: string | null;
  numberOfParts: number;
  route: {
    state: MessageState;
    via: PathKind | null;
    /** Why it ended or what it waits for, in a sentence. */
    reason: string | null;
    /** What the path that took it, or may have, did not carry; empty while none has. */
    notes: string[];
    attempts: AttemptView[];
    segments: SegmentView[];
  };
}

/** What came of an attempt: outcome, code and detail; of a modem that took it, the reference of the last segment. */
export function resultOf({
  via,
  outcome,
  code,
  detail,
}: Pick<AttemptView, 'via' | 'outcome' | 'code' | 'detail'>): string {
  if (outcome === null) return 'under way';
  const isReference = via === 'modem' && outcome === 'accepted' && code !== null;
  return [outcome, isReference ? `reference ${code}` : code, detail].filter(Boolean).join(', ');
}
