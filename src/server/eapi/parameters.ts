import { printable } from '../../eapi/answer';
import type { Form } from '../../eapi/form';
import { ValidationError } from '../../submission/submission';
import { readDescription, readSender, readSourceId } from '../labels';
import { readNumber } from '../recipients';

export type Read<T> = (name: string, value: string) => T;

export const text: Read<string> = (_name, value) => value;

export function integer(least: number, most: number): Read<number> {
  return (name, value) => {
    const number = /^\d{1,12}$/.test(value.trim()) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw expected(name, value, `an integer from ${least} to ${most}`);
  };
}

function oneOf<T extends string>(...values: readonly T[]): Read<T> {
  return (name, value) => {
    const found = values.find((each) => each === value.trim());
    if (found !== undefined) return found;
    throw expected(name, value, `one of ${values.join(', ')}`);
  };
}

const flag: Read<boolean> = (name, value) => oneOf('0', '1')(name, value) === '1';

function list(read: Read<string>): Read<string[]> {
  return (name, value) => value.split(',').map((each) => read(name, each));
}

const groupId: Read<string> = (name, value) => {
  if (/^\d{1,20}$/.test(value.trim())) return value.trim();
  throw expected(name, value, 'numeric group ids, separated by commas');
};

/** Milliseconds. */
const unixTime: Read<number> = (name, value) => integer(0, 99_999_999_999)(name, value) * 1000;

export function expected(name: string, value: string, what: string): ValidationError {
  return new ValidationError(name, `"${printable(value, 30)}", expected ${what}`);
}

/** Every parameter of send_sms and how its value is read (spec: eapi section 3), in the order of complaint. */
const SEND_SMS_PARAMETERS = {
  username: text,
  password: text,
  msisdn: list(readNumber),
  dest_group_id: list(groupId),
  message: text,
  dca: oneOf('7bit', '8bit', '16bit'),
  msg_class: integer(0, 3),
  want_report: flag,
  sender: readSender,
  routing_group: integer(1, 3),
  cost_route: integer(1, 3),
  source_id: readSourceId,
  repliable: flag,
  strip_dup_recipients: flag,
  stop_dup_id: integer(1, 2_147_483_647),
  // Read once the account, and with it the time zone, is known.
  send_time: text,
  send_time_unixtime: unixTime,
  send_time_seconds: unixTime,
  scheduling_description: readDescription,
  test_always_succeed: flag,
  test_always_fail: flag,
  allow_concat_text_sms: flag,
  concat_text_sms_max_parts: integer(1, 127),
  replace_msg_id: integer(1, 7),
  protocol_id: integer(0, 255),
} satisfies Record<string, Read<unknown>>;

type Table = typeof SEND_SMS_PARAMETERS;
export type SendSmsParameters = { [Name in keyof Table]?: ReturnType<Table[Name]> };

export const SEND_SMS_NAMES: ReadonlySet<string> = new Set(Object.keys(SEND_SMS_PARAMETERS));

/** The parameters of send_sms. An empty value is the same as none. @throws ValidationError */
export const readSendSms = (form: Form): SendSmsParameters => readWith(SEND_SMS_PARAMETERS, form);

/** Reads each parameter of a table that the form has. @throws ValidationError */
export function readWith<T extends Record<string, Read<unknown>>>(
  table: T,
  { parameters, repeated }: Form,
): { [Name in keyof T]?: ReturnType<T[Name]> } {
  if (repeated !== undefined) throw new ValidationError(repeated, 'given twice, expected once');
  const values: Record<string, unknown> = {};
  for (const name in table) {
    const value = parameters.get(name);
    if (value !== undefined && value !== '') values[name] = table[name]!(name, value);
  }
  return values as { [Name in keyof T]?: ReturnType<T[Name]> };
}
