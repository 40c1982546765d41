import type { AccountConfig } from '../../config/types';
import { textFromWire } from '../../eapi/characters';
import { requireAllowed } from '../../submission/quota';
import {
  ValidationError,
  type Content,
  type MessageClass,
  type Submission,
} from '../../submission/submission';
import { octetsContent, partsOf, textContent, toGsm7, unicodeContentOfHex } from '../content';
import { distinct, membersOf } from '../recipients';
import { readLocalTime, requireWithinTwoYears } from '../send-time';
import type { SendSmsParameters } from './parameters';

/** TP-PID that replaces a short message of type n is this plus n (23.040 9.2.3.9). */
const REPLACE_SHORT_MESSAGE = 0x40;

/** Class of a message that names none (spec: eapi section 3). */
const DEFAULT_CLASS = 2;

export interface Surroundings {
  account: Pick<AccountConfig, 'username' | 'timeZone' | 'characters' | 'quota'>;
  groups: Readonly<Record<string, string[]>>;
  /** Unix time in milliseconds. */
  now: number;
}

/** What a send_sms asks for, the rules between its parameters applied (spec: eapi sections 3 and 4). */
export function submissionOf(given: SendSmsParameters, { account, groups, now }: Surroundings): Submission {
  const content = contentOf(given, account.characters);
  const recipients = recipientsOf(given, groups);
  const routingGroup = routingGroupOf(given);
  const sendAt = sendAtOf(given, account.timeZone, now);
  if (given.test_always_succeed && given.test_always_fail) {
    throw new ValidationError(
      'test_always_fail',
      'given together with test_always_succeed, expected one of them',
    );
  }
  if (given.sender !== undefined && given.repliable) {
    throw new ValidationError('sender', 'given together with repliable=1, expected one of them');
  }
  // Here, and not only where it is taken: quotations and test flags ask for the same validation.
  requireAllowed(account.quota, recipients);
  return {
    account: account.username,
    recipients,
    content,
    maxParts: maxPartsFor(content, given),
    protocolId: protocolIdOf(given),
    wantReport: given.want_report ?? true,
    route: 'auto',
    messageClass: (given.msg_class ?? DEFAULT_CLASS) as MessageClass,
    ...(given.sender !== undefined && { sender: given.sender }),
    ...(routingGroup !== undefined && { routingGroup }),
    ...(given.repliable !== undefined && { repliable: given.repliable }),
    ...(given.source_id !== undefined && { sourceId: given.source_id }),
    ...(given.stop_dup_id !== undefined && { stopDupId: given.stop_dup_id }),
    ...(sendAt !== undefined && { sendAt }),
    ...(given.scheduling_description !== undefined && {
      schedulingDescription: given.scheduling_description,
    }),
  };
}

function recipientsOf(given: SendSmsParameters, groups: Surroundings['groups']): string[] {
  if (!given.msisdn && !given.dest_group_id) {
    throw new ValidationError(
      'msisdn',
      'missing, expected at least one number here or a group in dest_group_id',
    );
  }
  const members = (given.dest_group_id ?? []).flatMap((id) => membersOf(groups, 'dest_group_id', id));
  const parameter = given.msisdn ? 'msisdn' : 'dest_group_id';
  return distinct(parameter, [...(given.msisdn ?? []), ...members], given.strip_dup_recipients ?? false);
}

function contentOf(
  { dca = '7bit', message = '' }: SendSmsParameters,
  characters: AccountConfig['characters'],
): Content {
  switch (dca) {
    case '7bit':
      return textContent(
        'message',
        characters === 'utf-8'
          ? toGsm7(Buffer.from(message, 'latin1').toString('utf8'))
          : textFromWire(message),
      );
    case '8bit':
      return octetsContent('message', message.trim());
    case '16bit':
      return unicodeContentOfHex('message', message.trim());
  }
}

function maxPartsFor(content: Content, given: SendSmsParameters): number {
  const parts = partsOf(content);
  const concatenation = given.allow_concat_text_sms ?? false;
  const most = concatenation ? (given.concat_text_sms_max_parts ?? 2) : 1;
  if (parts <= most) return most;
  const limit = content.alphabet === '7bit' ? '160 characters' : '280 digits';
  throw new ValidationError(
    'message',
    concatenation
      ? `needs ${parts} parts, expected at most ${most} (concat_text_sms_max_parts)`
      : `needs ${parts} parts, expected at most ${limit} without allow_concat_text_sms=1`,
  );
}

function protocolIdOf({ protocol_id, replace_msg_id }: SendSmsParameters): number {
  if (replace_msg_id === undefined) return protocol_id ?? 0;
  const replacing = REPLACE_SHORT_MESSAGE + replace_msg_id;
  if (protocol_id === undefined || protocol_id === replacing) return replacing;
  const problem = `asks for protocol_id ${replacing} but protocol_id=${protocol_id} is given, expected one of them`;
  throw new ValidationError('replace_msg_id', problem);
}

function routingGroupOf({ routing_group, cost_route }: SendSmsParameters): 1 | 2 | 3 | undefined {
  if (routing_group !== undefined && cost_route !== undefined && routing_group !== cost_route) {
    throw new ValidationError('cost_route', 'differs from routing_group, expected one of them');
  }
  return (routing_group ?? cost_route) as 1 | 2 | 3 | undefined;
}

function sendAtOf(given: SendSmsParameters, timeZone: string | undefined, now: number): number | undefined {
  const names = (['send_time', 'send_time_unixtime', 'send_time_seconds'] as const).filter(
    (name) => given[name] !== undefined,
  );
  const [name, another] = names;
  if (name === undefined) return undefined;
  if (another !== undefined)
    throw new ValidationError(another, `given together with ${name}, expected one of them`);
  const sendAt = name === 'send_time' ? readLocalTime(name, given[name]!, timeZone) : given[name]!;
  return requireWithinTwoYears(name, sendAt, now);
}
