import type { Policy } from '../config/types';

/** TP-DCS alphabet by its EAPI name (23.038 section 4; `16bit` is UCS2, carried as UTF-16BE). */
export type Alphabet = '7bit' | '8bit' | '16bit';

/** Message class, 23.038 section 4: 0 flash, 1 ME, 2 (U)SIM, 3 TE. */
export type MessageClass = 0 | 1 | 2 | 3;

/** Types of an origin address in the JSON API (spec: eapi section 9). */
export type SenderType = 'INTERNATIONAL' | 'ALPHANUMERIC' | 'SHORTCODE';

export type PathKind = 'gateway' | 'modem';

/**
 * The body of a submission. Text is Unicode; a 7bit text holds only characters that GSM 7 has.
 * 8bit octets start with their user data header (spec: UDHI is always set for 8bit).
 */
export type Content = { alphabet: '7bit' | '16bit'; text: string } | { alphabet: '8bit'; octets: string };

/** What one submission asks of its routing: it overrides the policy of its account. */
export interface RouteWish extends Partial<Policy> {
  /** Name of another policy of the configuration, to begin from. */
  policy?: string;
}

/** What a client asks for, already validated, before encoding. */
export interface Submission {
  /** Name of the account that asked. */
  account: string;
  /** International numbers as digits without `+`; 1 to 20 digits each, no two the same. */
  recipients: string[];
  content: Content;
  messageClass?: MessageClass;
  /** TP-PID, 0..255 (23.040 9.2.3.9). */
  protocolId: number;
  /** Ask for a status report (TP-SRR). */
  wantReport: boolean;
  /** Tell the client of failures only. */
  errorsOnly?: boolean;
  /** The most segments that one recipient may cost, 1..127. */
  maxParts: number;
  /** Path that the client insists on; `auto` leaves it to the policy. */
  route: 'auto' | PathKind;
  wish?: RouteWish;
  /** Origin address asked for; the modem cannot carry it. */
  sender?: string;
  /** Only where the sender does not look like it: the same message by either API is the same submission. */
  senderType?: SenderType;
  /** 1..3; the modem cannot carry it. */
  routingGroup?: 1 | 2 | 3;
  repliable?: boolean;
  /** Echoed in reports and replies; at most 20 characters. */
  sourceId?: string;
  /** The client's own duplicate guard: 1..2147483647 by send_sms, any int32 by the JSON API. */
  stopDupId?: number;
  /** Unix time in milliseconds before which nothing is sent. */
  sendAt?: number;
  schedulingDescription?: string;
}

/** What the client is told once its submission is on disk. */
export interface Receipt {
  /** batch_id of the EAPI: id of the submission and of its first message. */
  id: number;
  /** One for each recipient, in order. */
  messageIds: number[];
  scheduled: boolean;
  /** true: this stop_dup_id was used before, and the receipt is the earlier one. */
  duplicate: boolean;
  /** Of a duplicate: it asks for something else than the first. */
  differs?: boolean;
}

/** A submission that cannot be taken: names the parameter and what was expected of it (EAPI code 24). */
export class ValidationError extends Error {
  constructor(
    readonly parameter: string,
    readonly problem: string,
  ) {
    super(`${parameter}: ${problem}`);
    this.name = 'ValidationError';
  }
}

/** The account may not submit so many messages now (EAPI code 27); nothing was accepted. */
export class QuotaError extends Error {
  override name = 'QuotaError';
}

/** The outbox cannot be written just now; nothing was accepted (HTTP 503). */
export class UnavailableError extends Error {
  override name = 'UnavailableError';
}
