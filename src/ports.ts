import type { StatusFacts } from './eapi/status';
import type { AccountConfig } from './config/types';
import type { InboxMessage } from './inbox/message';
import type { Outcome } from './submission/outcome';
import type { MessageView, MessageState } from './submission/view';
import type { Receipt, Submission } from './submission/submission';

/** Takes submissions: resolves once they are on disk, rejects with ValidationError, QuotaError or UnavailableError. */
export interface Intake {
  submit(submission: Submission): Promise<Receipt>;
  /** All of one account, or none: under one batch_id and the stop_dup_id of the first. At least one. */
  submitAll(submissions: readonly Submission[]): Promise<Receipt>;
  /** What the first submission of a stop_dup_id was told, as long as that is remembered. */
  earlier(account: AccountConfig, stopDupId: number): Receipt | undefined;
}

/** Reads the outbox. */
export interface Queue {
  show(id: number): MessageView | undefined;
  /** Newest first unless `oldestFirst`. */
  list(filter?: MessageFilter): MessageView[];
  counts(): Record<MessageState, number>;
  /** What became of each recipient of a batch, in order; none where the account has no such batch. */
  batch(account: string, batchId: number): BatchMessage[];
}

/** Which messages are wanted: all that it says must hold. Ids and times are exclusive bounds. */
export interface MessageFilter {
  account?: string;
  state?: MessageState;
  states?: readonly MessageState[];
  above?: number;
  below?: number;
  batchId?: number;
  sourceId?: string;
  /** Unix time in milliseconds. */
  acceptedAfter?: number;
  acceptedBefore?: number;
  oldestFirst?: boolean;
  /** Default 100. */
  limit?: number;
}

/** One recipient of a batch, for get_report. Times are Unix time in milliseconds. */
export interface BatchMessage extends StatusFacts {
  recipient: string;
  submission: Omit<Submission, 'recipients'>;
  parts: number;
  createdAt: number;
  /** When it came to its state; null: it is as it was accepted. */
  stateAt: number | null;
}

/** Reads what came in. */
export interface Inbox {
  /** Messages that the account may see, or all, with ids between the two, oldest first unless `newestFirst`. */
  list(query: {
    account?: string;
    after: number;
    before?: number;
    messageId?: number;
    newestFirst?: boolean;
    limit: number;
  }): InboxMessage[];
  show(id: number): InboxMessage | undefined;
}

/** Changes what waits in the outbox; the string says why it could not be done. */
export interface QueueControl {
  cancel(id: number): Promise<void>;
  retry(id: number): Promise<void>;
}

/** A status that a gateway pushed. */
export interface GatewayReport {
  /** Name of the gateway in the configuration. */
  gateway: string;
  /** What the gateway calls the message: the batch_id of its answer, or the id of the JSON API. */
  batch: string;
  /** Digits; undefined where `batch` alone names the message. */
  recipient?: string;
  /** In the numbers of the EAPI (spec: eapi section 6). */
  status: number;
}

/** One message for one recipient, as offered to a gateway. */
export interface Offer {
  /** The same on every try of one message, on disk before the first. */
  stopDupId: number;
  to: string;
  submission: Submission;
}

/** A gateway that takes messages by HTTP. Never rejects: what went wrong is the outcome. */
export interface GatewayPort {
  readonly name: string;
  /**
   * `signal` gives up waiting; the outcome then still says whether the request had been written.
   * `onWritten` is called right before its first byte is handed to the socket.
   */
  offer(offer: Offer, signal: AbortSignal, onWritten?: () => void): Promise<Outcome>;
  close(): Promise<void>;
}

/** One SMS-SUBMIT TPDU as AT+CMGS takes it. */
export interface Segment {
  sequence: number;
  total: number;
  /** Octets after the SCA: the number that AT+CMGS= is given. */
  length: number;
  /** SCA and TPDU, hexadecimal. */
  pdu: string;
}

/** What one CMGS exchange came to. */
export type SegmentResult = Outcome & { reference?: number };

/** Facts written by a modem lane; each promise resolves once they are on disk. */
export interface SegmentJournal {
  /** Before the first byte of the PDU is written. */
  intent(segment: Segment, modem: string): Promise<void>;
  /** After the exchange. Intent and result of the same turn of the loop share one commit. */
  result(segment: Segment, result: SegmentResult): Promise<void>;
  /** After a result in doubt: the network took it, as the modem says late. */
  settle?(segment: Segment, reference: number): Promise<void>;
}

/** A message handed to the modem lane: its segments that have no answer yet, in order. */
export interface ModemJob {
  messageId: number;
  /** Encoded when the lane gets to it, so that TP-VP is what is left then. */
  segments(): Segment[];
  journal: SegmentJournal;
  /** Withdraws the job while no byte of it has been written. */
  signal: AbortSignal;
}

/** The network as a modem saw it last. */
export interface Reception {
  /** Name or number of its operator, null when not known. */
  operator: string | null;
  /** 0..31 (27.007 8.5), null when not known. */
  signal: number | null;
}

/** One modem and the messages it works off, first in first out. */
export interface ModemLane {
  readonly name: string;
  /** Registered and waiting for work. */
  readonly ready: boolean;
  /** What it is doing or waiting for, in words for the status page. */
  readonly condition: string;
  /** Looked at once a few minutes; undefined where it is not ready. */
  readonly reception: Reception | undefined;
  start(): void;
  /** Never rejects. Stops at the first segment that was not accepted. */
  submit(job: ModemJob): Promise<Outcome>;
  /** Finishes the segment in flight, then closes the port. */
  stop(): Promise<void>;
}

/** Takes the time of a modem's network where there is no better clock. */
export interface TimeTaker {
  readonly isWanted: boolean;
  /** Unix time in milliseconds by the modem's clock, right or not. */
  told(at: number, modem: string): void;
}

/** What a lane tells; a promise returned is awaited before the modem is told that it was taken. */
export interface ModemLaneEvents {
  condition(lane: ModemLane): void;
  /** A doubt was settled on disk: its message is to be decided anew. */
  settled?(messageId: number): void;
  time?: TimeTaker;
  /** An SMS-STATUS-REPORT, SCA and TPDU in hexadecimal. */
  statusReport(pdu: string, modem: string): Promise<void>;
  /** An SMS-DELIVER, SCA and TPDU in hexadecimal. */
  deliver(pdu: string, modem: string): Promise<void>;
}

/** Wall clock and timers; tests put a simulated one here. Delays are in milliseconds. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Never goes back; only differences mean something. */
  monotonic(): number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** What the parts log: one object and one sentence. No message bodies, no secrets. */
export interface Logger {
  debug(facts: object, sentence: string): void;
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}
