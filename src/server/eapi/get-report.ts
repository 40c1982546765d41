import { textToWire } from '../../eapi/characters';
import { Code } from '../../eapi/codes';
import { formatLocalTime } from '../../eapi/local-time';
import { Status, statusOf } from '../../eapi/status';
import type { BatchMessage } from '../../ports';
import type { AccountConfig } from '../../config/types';
import type { Content } from '../../submission/submission';
import { ValidationError } from '../../submission/submission';
import type { ServerParts } from '../parts';
import { readNumber } from '../recipients';
import type { Call } from './call';
import { expected, integer, readWith, text } from './parameters';
import { formatCredits } from './quote-sms';

/** Statuses of a message that may still come to another one by itself. */
const UNDER_WAY: ReadonlySet<number> = new Set([Status.inProgress, Status.scheduled]);

/** What optional_fields may name, and how it is written (spec: eapi section 6). Times are in the account's time zone. */
const FIELDS: Readonly<Record<string, (message: BatchMessage, account: AccountConfig) => string>> = {
  body: ({ submission }) => writeBody(submission.content),
  completed_time: (message, { timeZone }) =>
    UNDER_WAY.has(statusOf(message)) || message.stateAt === null
      ? ''
      : formatLocalTime(message.stateAt, timeZone),
  created_time: ({ createdAt }, { timeZone }) => formatLocalTime(createdAt, timeZone),
  credits: ({ parts }, { price }) => formatCredits(parts * price),
  origin_address: ({ submission }) => textToWire(submission.sender ?? ''),
  source_id: ({ submission }) => submission.sourceId ?? '',
};

const fieldList = (name: string, value: string): string[] =>
  value.split(',').map((each) => {
    const field = each.trim();
    if (Object.hasOwn(FIELDS, field)) return field;
    throw expected(name, field, `some of ${Object.keys(FIELDS).join(', ')}`);
  });

const PARAMETERS = {
  batch_id: integer(1, 999_999_999_999),
  msisdn: readNumber,
  optional_fields: fieldList,
  username: text,
  password: text,
};

/** The get_report call (spec: eapi section 6): a line a recipient; an unknown batch has none. */
export function createGetReport({ queue }: ServerParts): Call {
  return {
    names: new Set(Object.keys(PARAMETERS)),
    fields: 2,
    answer({ account, ...form }) {
      const { batch_id: batchId, msisdn, optional_fields: fields = [] } = readWith(PARAMETERS, form);
      if (batchId === undefined) throw new ValidationError('batch_id', 'missing, expected the id of a batch');
      const lines = queue
        .batch(account.username, batchId)
        .filter(({ recipient }) => msisdn === undefined || recipient === msisdn)
        .map((message) =>
          [
            message.recipient,
            statusOf(message),
            ...fields.map((field) => oneLine(FIELDS[field]!(message, account))),
          ].join('|'),
        );
      return `${Code.inProgress}|Results to follow\n\n${lines.map((line) => `${line}\n`).join('')}`;
    },
  };
}

/** Text in the bytes of the wire; 8bit and 16bit in hexadecimal. */
export function writeBody(content: Content): string {
  switch (content.alphabet) {
    case '7bit':
      return textToWire(content.text);
    case '16bit':
      return Buffer.from(content.text, 'utf16le').swap16().toString('hex').toUpperCase();
    case '8bit':
      return content.octets;
  }
}

/** CR and LF escaped, a pipe replaced: a line is read by its pipes. */
export const oneLine = (value: string): string =>
  value.replace(/\r/g, '\\r').replace(/\n/g, '\\n').replaceAll('|', '/');
