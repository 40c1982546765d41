import { textToWire } from '../eapi/characters';
import { digitsOf } from '../eapi/digits';
import { encodeForm } from '../eapi/form';
import { formatShortTime } from '../eapi/local-time';
import type { InboxMessage } from '../inbox/message';
import type { ToldMessage } from '../outbox';

/** Query string of a pushed status (spec: eapi section 7). */
export function statusQuery(message: ToldMessage, status: number, timeZone?: string): string {
  const { recipient, batchId, submission, stateAt, createdAt } = message;
  return encodeForm([
    ['msisdn', recipient],
    ['batch_id', String(batchId)],
    ['status', String(status)],
    ['completed_time', formatShortTime(stateAt ?? createdAt, timeZone)],
    ['source_id', submission.sourceId ?? ''],
  ]);
}

/** Query string of a pushed reply (spec: eapi section 7): 8bit and 16bit messages in hexadecimal. */
export function replyQuery(message: InboxMessage, timeZone?: string): string {
  const { id, sender, recipient, alphabet, body, receivedAt, batchId, sourceId } = message;
  return encodeForm([
    ['msisdn', digitsOf(recipient)],
    ['sender', digitsOf(sender)],
    ['message', messageOf(alphabet, body)],
    ['dca', alphabet],
    ['msg_id', String(id)],
    ['source_id', sourceId ?? ''],
    ['referring_batch_id', batchId === null ? '' : String(batchId)],
    ['received_time', formatShortTime(receivedAt, timeZone)],
  ]);
}

function messageOf(alphabet: InboxMessage['alphabet'], body: string): string {
  if (alphabet === '7bit') return textToWire(body);
  return alphabet === '8bit' ? body : Buffer.from(body, 'utf16le').swap16().toString('hex').toUpperCase();
}
