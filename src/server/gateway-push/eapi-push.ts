import { printable } from '../../eapi/answer';
import { textFromWire } from '../../eapi/characters';
import type { GatewayConfig } from '../../config/types';
import type { Received } from '../../inbox/message';
import type { GatewayReport } from '../../ports';
import { ValidationError } from '../../submission/submission';
import { readShortTime } from '../send-time';
import { octetsIn, textOfUtf16Hex, wholeText } from './body';

/** A status as the EAPI pushes it. @throws ValidationError */
export function readStatusPush(parameters: ReadonlyMap<string, string>, gateway: string): GatewayReport {
  const status = required(parameters, 'status', /^\d{1,3}$/, 'a status such as 11');
  const batch = required(parameters, 'batch_id', /^[\w.-]{1,40}$/, 'the batch_id of a message');
  const recipient = required(parameters, 'msisdn', /^\+?\d{1,20}$/, 'an international number');
  return { gateway, batch, recipient: recipient.replace('+', ''), status: Number(status) };
}

/** A reply as the EAPI pushes it, and the gateway's batch_id that it refers to. @throws ValidationError */
export function readReplyPush(
  parameters: ReadonlyMap<string, string>,
  { name: gateway, timeZone }: Pick<GatewayConfig, 'name' | 'timeZone'>,
  now: number,
): { message: Received; batch: string | undefined } {
  const id = required(parameters, 'msg_id', /^[\w.-]{1,40}$/, 'the id of the message');
  // Some networks hide it; what was said counts all the same.
  const sender = required(parameters, 'sender', /^.{0,30}$/s, 'the number of the sender');
  const alphabet = parameters.get('dca') || '7bit';
  const text = parameters.get('message') ?? '';
  const batch = parameters.get('referring_batch_id');
  const sourceId = parameters.get('source_id');
  return {
    message: {
      via: 'gateway',
      name: gateway,
      key: id,
      sender,
      recipient: parameters.get('msisdn') ?? '',
      ...bodyOf(alphabet, text),
      receivedAt: readShortTime(parameters.get('received_time') ?? '', timeZone) ?? now,
      ...(sourceId && { sourceId }),
    },
    batch: batch === '' || batch === '0' ? undefined : batch,
  };
}

function bodyOf(dca: string, message: string): Pick<Received, 'alphabet' | 'body'> {
  switch (dca) {
    case '7bit':
      return { alphabet: '7bit', body: textFromWire(message) };
    case '16bit':
      return { alphabet: '16bit', body: wholeText(textOfUtf16Hex('message', message)) };
    case '8bit':
      return { alphabet: '8bit', body: octetsIn('message', message) };
    default:
      throw new ValidationError('dca', `"${printable(dca, 30)}", expected one of 7bit, 8bit, 16bit`);
  }
}

function required(
  parameters: ReadonlyMap<string, string>,
  name: string,
  pattern: RegExp,
  what: string,
): string {
  const value = parameters.get(name)?.trim() ?? '';
  if (pattern.test(value)) return value;
  throw new ValidationError(name, `"${printable(value, 30)}", expected ${what}`);
}
