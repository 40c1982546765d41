import type { Alphabet, MessageClass } from '../../submission/submission';
import type { MessageState } from '../../submission/view';

/** Names of the JSON API v1 (spec: eapi section 9) and what they stand for. */
export const MESSAGE_CLASSES = {
  FLASH_SMS: 0,
  ME_SPECIFIC: 1,
  SIM_SPECIFIC: 2,
  TE_SPECIFIC: 3,
} as const satisfies Record<string, MessageClass>;

export const ROUTING_GROUPS = { ECONOMY: 1, STANDARD: 2, PREMIUM: 3 } as const;

/** TP-PID by name (23.040 9.2.3.9). */
export const PROTOCOL_IDS = {
  IMPLICIT: 0,
  SHORT_MESSAGE_TYPE_0: 64,
  REPLACE_MESSAGE_1: 65,
  REPLACE_MESSAGE_2: 66,
  REPLACE_MESSAGE_3: 67,
  REPLACE_MESSAGE_4: 68,
  REPLACE_MESSAGE_5: 69,
  REPLACE_MESSAGE_6: 70,
  REPLACE_MESSAGE_7: 71,
  RETURN_CALL: 95,
  ME_DOWNLOAD: 125,
  ME_DEPERSONALIZE: 126,
  SIM_DOWNLOAD: 127,
} as const;

export const ENCODINGS = { '7bit': 'TEXT', '8bit': 'BINARY', '16bit': 'UNICODE' } as const satisfies Record<
  Alphabet,
  string
>;

/** `status.type` and, of what failed, `status.subtype`. */
export const STATUSES = {
  queued: ['ACCEPTED', null],
  routing: ['ACCEPTED', null],
  scheduled: ['SCHEDULED', null],
  submitted: ['SENT', null],
  delivered: ['DELIVERED', null],
  inDoubt: ['UNKNOWN', null],
  failed: ['FAILED', null],
  expired: ['FAILED', 'EXPIRED'],
  cancelled: ['FAILED', 'NOT_SENT'],
} as const satisfies Record<MessageState, readonly [string, string | null]>;
