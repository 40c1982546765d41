import { z } from 'zod';
import { Status } from '../../eapi/status';
import type { Received } from '../../inbox/message';
import type { GatewayReport } from '../../ports';
import { ValidationError } from '../../submission/submission';
import { ENCODINGS } from '../json/vocabulary';

const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** One message of a webhook's array, so far as we use it; the rest is ignored (spec: eapi section 9). */
const messageSchema = z.object({
  id: z.coerce.string().min(1),
  type: z.enum(['SENT', 'RECEIVED']),
  from: optionalText,
  to: optionalText,
  body: optionalText,
  encoding: z.enum(['TEXT', 'UNICODE', 'BINARY']).default('TEXT'),
  submission: z.object({ date: optionalText }).nullish(),
  status: z.object({ type: z.string(), subtype: optionalText }).nullish(),
  relatedSentMessageId: optionalText,
});

type Message = z.infer<typeof messageSchema>;

export interface Webhook {
  reports: GatewayReport[];
  received: { message: Received; batch: string | undefined }[];
}

/** Reads what a webhook of the JSON API posts: an array of messages. @throws ValidationError */
export function readWebhook(body: Buffer | undefined, gateway: string, now: number): Webhook {
  let value: unknown;
  try {
    value = JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    throw new ValidationError('request body', 'expected JSON');
  }
  const parsed = z.array(messageSchema).safeParse(value);
  if (!parsed.success) throw new ValidationError('request body', 'expected an array of messages');
  const sent = parsed.data.filter(({ type }) => type === 'SENT');
  const received = parsed.data.filter(({ type }) => type === 'RECEIVED');
  return {
    reports: sent.flatMap((message) => {
      const status = statusOfMessage(message);
      return status === undefined ? [] : [{ gateway, batch: message.id, status }];
    }),
    received: received.map((message) => ({
      message: receivedOf(message, gateway, now),
      batch: message.relatedSentMessageId,
    })),
  };
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
  { id, from, to, body, encoding, submission }: Message,
  gateway: string,
  now: number,
): Received {
  const at = Date.parse(submission?.date ?? '');
  const [alphabet] = Object.entries(ENCODINGS).find(([, name]) => name === encoding)!;
  return {
    via: 'gateway',
    name: gateway,
    key: id,
    sender: from ?? '',
    recipient: to ?? '',
    alphabet: alphabet as Received['alphabet'],
    body: body ?? '',
    receivedAt: Number.isNaN(at) ? now : at,
  };
}
