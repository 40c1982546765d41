import { z } from 'zod';
import { Status } from '../../eapi/status';
import type { Received } from '../../inbox/message';
import type { GatewayReport } from '../../ports';
import { ValidationError } from '../../submission/submission';
import { ENCODINGS } from '../json/vocabulary';
import { octetsIn, wholeText } from './body';

const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const id = z.union([z.string().min(1), z.number()]).transform(String);

const plain = z.union([z.string(), z.number()]).transform(String);

/** A number or a name, as a text or as an object; of a REPLIABLE one there is none. */
const address = z
  .union([plain, z.object({ address: plain.nullish() }).transform((each) => each.address)])
  .nullish()
  .transform((value) => value ?? '');

/** One message of a webhook's array, so far as we use it; the rest is ignored (spec: eapi section 9). */
const messageSchema = z.object({
  id,
  type: z.enum(['SENT', 'RECEIVED']),
  from: address,
  to: address,
  body: optionalText,
  encoding: z
    .enum(['TEXT', 'UNICODE', 'BINARY'])
    .nullish()
    .transform((value) => value ?? 'TEXT'),
  submission: z.object({ date: optionalText }).nullish().catch(undefined),
  status: z.object({ type: z.string(), subtype: optionalText }).nullish(),
  userSuppliedId: z.string().nullish().catch(undefined),
  relatedSentMessageId: id.nullish().transform((value) => value ?? undefined),
});

type Message = z.infer<typeof messageSchema>;

export interface Webhook {
  reports: GatewayReport[];
  received: { message: Received; batch: string | undefined }[];
  /** Why each of the others was left out. */
  skipped: string[];
}

/**
 * Reads what a webhook of the JSON API posts: an array of messages. One that is odd does not take the others with it.
 * @throws ValidationError where nothing in it can be read
 */
export function readWebhook(body: Buffer | undefined, gateway: string, now: number): Webhook {
  let value: unknown;
  try {
    value = JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    throw new ValidationError('request body', 'expected JSON');
  }
  if (!Array.isArray(value)) throw new ValidationError('request body', 'expected an array of messages');
  const webhook: Webhook = { reports: [], received: [], skipped: [] };
  value.forEach((each: unknown, index) => {
    try {
      add(webhook, messageIn(each), gateway, now);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      webhook.skipped.push(`message ${index}, ${error.message}`);
    }
  });
  if (value.length > 0 && webhook.skipped.length === value.length) {
    throw new ValidationError('request body', `no message that can be read: ${webhook.skipped[0]!}`);
  }
  return webhook;
}

function messageIn(value: unknown): Message {
  const parsed = messageSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new ValidationError(path.map(String).join('.') || 'message', message);
}

function add({ reports, received }: Webhook, message: Message, gateway: string, now: number): void {
  if (message.type === 'RECEIVED') {
    received.push({ message: receivedOf(message, gateway, now), batch: message.relatedSentMessageId });
    return;
  }
  const status = statusOfMessage(message);
  if (status !== undefined) reports.push({ gateway, batch: message.id, status });
}

const FAILURES: Readonly<Record<string, number>> = {
  EXPIRED: Status.expired,
  HANDSET_ERROR: Status.phoneFailed,
  BLOCKED: 32,
  NOT_SENT: Status.unroutable,
};

/** The status in the numbers of the EAPI; nothing for those that say nothing new. */
function statusOfMessage({ status }: Message): number | undefined {
  switch (status?.type) {
    case 'SENT':
      return Status.deliveredUpstream;
    case 'DELIVERED':
      return Status.delivered;
    case 'FAILED':
      return FAILURES[status.subtype ?? ''] ?? Status.failed;
    default:
      return undefined;
  }
}

function receivedOf(
  { id, from, to, body, encoding, submission, userSuppliedId }: Message,
  gateway: string,
  now: number,
): Received {
  const at = Date.parse(submission?.date ?? '');
  const [alphabet] = Object.entries(ENCODINGS).find(([, name]) => name === encoding)!;
  return {
    via: 'gateway',
    name: gateway,
    key: id,
    sender: from,
    recipient: to,
    alphabet: alphabet as Received['alphabet'],
    body: encoding === 'BINARY' ? octetsIn('body', body ?? '') : wholeText(body ?? ''),
    receivedAt: Number.isNaN(at) ? now : at,
    ...(userSuppliedId && { sourceId: userSuppliedId }),
  };
}
