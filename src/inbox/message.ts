import type { Alphabet, PathKind } from '../submission/submission';

/** A message that someone sent to us, whole: its parts are joined. */
export interface Received {
  via: PathKind;
  /** Name of the modem or gateway that brought it. */
  name: string;
  /** Tells a doubled one from a new one, within `name`. */
  key: string;
  /** As it came: digits, or a name. */
  sender: string;
  /** The number it was sent to; empty where that is not known. */
  recipient: string;
  alphabet: Alphabet;
  /** Text, or hexadecimal octets for 8bit. */
  body: string;
  /** Unix time in milliseconds. */
  receivedAt: number;
  /** What the gateway says that the message it refers to was given; where that one is known, its own counts. */
  sourceId?: string;
}

/** The message that a received one refers to: the last one sent to its sender. */
export interface Reference {
  messageId: number;
  /** Its batch_id of the EAPI. */
  batchId: number;
  account: string;
  sourceId: string | null;
}

/** A received message as its account sees it. */
export interface InboxMessage extends Omit<Received, 'key' | 'sourceId'> {
  /** msg_id of the EAPI: grows with time. */
  id: number;
  /** null: it refers to nothing, and every account sees it. */
  account: string | null;
  messageId: number | null;
  batchId: number | null;
  sourceId: string | null;
}
