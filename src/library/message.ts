import { z } from 'zod';
import { isGsm7 } from '../sms';
import { octetsContent, partsOf, textContent, unicodeContent } from '../server/content';
import { readSender } from '../server/labels';
import { distinct, readNumber } from '../server/recipients';
import {
  ValidationError,
  type Alphabet,
  type Content,
  type MessageClass,
  type PathKind,
  type Submission,
} from '../submission/submission';

/** What is to be sent. */
export interface OutgoingMessage {
  /**
   * One number or several: international, 1 to 20 digits without 00, with or without `+`. Numbers of up to six digits are
   * short codes on the modem's path. Each recipient is a message of its own. At most 30,000, no two the same.
   */
  to: string | readonly string[];
  /**
   * The text. Where `alphabet` is `8bit`, hexadecimal octets, at most 140, of which the first is the length of the user
   * data header that they begin with: `00` where there is none (TP-UDHI is always set, 23.040 9.2.3.23).
   */
  message: string;
  /** TP-DCS alphabet (23.038 section 4). Default `7bit` where it carries the text, else `16bit`. */
  alphabet?: Alphabet;
  /** Message class (23.038 section 4): 0 flash, 1 ME, 2 SIM, 3 TE. Default none. */
  messageClass?: MessageClass;
  /** TP-PID (23.040 9.2.3.9), 0 to 255. Default 0. */
  protocolId?: number;
  /** Most segments that one recipient may cost, 1 to 127. Default 3. */
  maxParts?: number;
  /** Ask for a status report (TP-SRR, 23.040 9.2.3.5). Default true. */
  wantReport?: boolean;
  /** Path to insist on. Default: what the policy says. */
  route?: PathKind;
  /** Name of a policy in the settings. Default `default`. */
  policy?: string;
  /** Not sent before this time; at most two years ahead, and a past one is now. */
  sendAt?: Date;
  /**
   * 1 to 2,147,483,647: a second message with the same number within 48 hours is not sent, and gets the first one's
   * receipt. Draw one for each event, and a retry after a crash sends nothing twice.
   */
  stopDupId?: number;
  /** Origin address, at most 11 characters or 20 digits; the modem cannot carry it. */
  sender?: string;
}

const MOST_PARTS = 127;
const DEFAULT_PARTS = 3;
const LARGEST_STOP_DUP_ID = 2 ** 31 - 1;

const TEXT = z.string('expected a text');
const NUMBER = z.number('expected a number');

const messageSchema = z.strictObject(
  {
    to: z.union([TEXT, z.array(TEXT)], 'expected a number as text, or a list of them'),
    message: TEXT,
    alphabet: z.enum(['7bit', '8bit', '16bit'], 'expected 7bit, 8bit or 16bit').optional(),
    messageClass: NUMBER.optional(),
    protocolId: NUMBER.optional(),
    maxParts: NUMBER.optional(),
    wantReport: z.boolean('expected true or false').optional(),
    route: z.enum(['gateway', 'modem'], 'expected gateway or modem').optional(),
    policy: TEXT.optional(),
    sendAt: z.date('expected a Date').optional(),
    stopDupId: NUMBER.optional(),
    sender: TEXT.optional(),
  } satisfies Record<keyof OutgoingMessage, z.ZodType>,
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')} is not known`
        : 'expected an object with to and message',
  },
);

/** Where types do not: in JavaScript. */
function requireMessage(given: unknown): void {
  const issue = messageSchema.safeParse(given).error?.issues[0];
  if (issue) throw new ValidationError(issue.path.map(String).join('.') || 'message', issue.message);
}

/** Checks a message and completes it. @throws ValidationError that names the property and what was expected. */
export function submissionOf(given: OutgoingMessage, account: string): Submission {
  requireMessage(given);
  const { to, alphabet, messageClass, stopDupId, sendAt, sender, policy } = given;
  const content = contentOf(given.message, alphabet);
  const maxParts = integer('maxParts', given.maxParts ?? DEFAULT_PARTS, 1, MOST_PARTS);
  const parts = partsOf(content);
  if (parts > maxParts)
    throw new ValidationError('message', `needs ${parts} parts, expected at most ${maxParts}`);
  const numbers = (typeof to === 'string' ? [to] : to).map((number) => readNumber('to', number));
  return {
    account,
    recipients: distinct('to', numbers, false),
    content,
    maxParts,
    protocolId: integer('protocolId', given.protocolId ?? 0, 0, 255),
    wantReport: given.wantReport ?? true,
    route: given.route ?? 'auto',
    ...(messageClass !== undefined && {
      messageClass: integer('messageClass', messageClass, 0, 3) as MessageClass,
    }),
    ...(stopDupId !== undefined && { stopDupId: integer('stopDupId', stopDupId, 1, LARGEST_STOP_DUP_ID) }),
    ...(sendAt !== undefined && { sendAt: sendAt.getTime() }),
    ...(sender !== undefined && { sender: readSender('sender', sender) }),
    ...(policy !== undefined && { wish: { policy } }),
  };
}

function contentOf(message: string, alphabet: Alphabet | undefined): Content {
  const chosen = alphabet ?? (isGsm7(message) ? '7bit' : '16bit');
  if (chosen === '8bit') return octetsContent('message', message);
  if (chosen === '16bit') return unicodeContent('message', message);
  if (isGsm7(message)) return textContent('message', message);
  throw new ValidationError('message', 'holds characters that 7bit lacks, expected alphabet 16bit or none');
}

function integer(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ValidationError(name, `${value}, expected an integer from ${least} to ${most}`);
}
