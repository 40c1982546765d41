import { printable } from '../../eapi/answer';
import type { MessageFilter } from '../../ports';
import { MESSAGE_STATES, type MessageState } from '../../submission/view';
import { RECEIVED_PREFIX } from './message';
import { Problem } from './problem';
import { STATUSES } from './vocabulary';

export interface ListFilter {
  type: 'SENT' | 'RECEIVED';
  /** What else is asked of them. */
  sent: MessageFilter;
}

type Operator = '=' | '<' | '>' | '<=' | '>=';

const CLAUSE = /^([A-Za-z.]+)\s*(<=|>=|==?|<|>)\s*(.*)$/;

/**
 * Reads the `filter` of `GET /v1/messages`: clauses `name=value` joined by `&`, with `<`, `>`, `<=`, `>=` for id and
 * submission.date (JSON API v1, "Retrieve Messages"). Without a type, messages sent. @throws Problem (400)
 */
export function readFilter(text: string | undefined): ListFilter {
  const filter: ListFilter = { type: 'SENT', sent: {} };
  for (const clause of text?.split('&') ?? []) {
    const [, name, operator, value] = CLAUSE.exec(clause.trim()) ?? [];
    if (name === undefined) throw wrong(clause, 'clauses such as type=SENT, joined by &');
    const read = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!read) throw wrong(name, `one of ${Object.keys(FIELDS).join(', ')}`);
    read(filter, operator!.replace('==', '=') as Operator, unquote(value!));
  }
  return filter;
}

type ReadField = (filter: ListFilter, operator: Operator, value: string) => void;

const FIELDS: Readonly<Record<string, ReadField>> = {
  id(filter, operator, value) {
    const id = Number(value.startsWith(RECEIVED_PREFIX) ? value.slice(1) : value);
    if (!Number.isSafeInteger(id) || id < 0) throw wrong(`id ${value}`, 'a positive integer');
    bound(filter.sent, 'above', 'below', operator, id);
  },
  type(filter, operator, value) {
    requireEquals('type', operator);
    if (value !== 'SENT' && value !== 'RECEIVED') throw wrong(`type ${value}`, 'SENT or RECEIVED');
    filter.type = value;
  },
  'submission.id'(filter, operator, value) {
    requireEquals('submission.id', operator);
    filter.sent.batchId = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  },
  'submission.date'(filter, operator, value) {
    const at = Date.parse(value);
    if (Number.isNaN(at)) throw wrong(`submission.date ${value}`, 'a time such as 2030-01-31T13:00:00+02:00');
    bound(filter.sent, 'acceptedAfter', 'acceptedBefore', operator, at);
  },
  'status.type'(filter, operator, value) {
    requireEquals('status.type', operator);
    narrow(filter, ([type]) => type === value, `status.type ${value}`);
  },
  'status.id'(filter, operator, value) {
    requireEquals('status.id', operator);
    narrow(filter, ([type, subtype]) => `${type}.${subtype}` === value, `status.id ${value}`);
  },
  userSuppliedId(filter, operator, value) {
    requireEquals('userSuppliedId', operator);
    filter.sent.sourceId = value;
  },
};

function bound<Low extends keyof MessageFilter, High extends keyof MessageFilter>(
  filter: MessageFilter & Partial<Record<Low | High, number>>,
  low: Low,
  high: High,
  operator: Operator,
  value: number,
): void {
  const bounds: Partial<Record<Low | High, number>> = filter;
  if (operator !== '<' && operator !== '<=') bounds[low] = operator === '>' ? value : value - 1;
  if (operator !== '>' && operator !== '>=') bounds[high] = operator === '<' ? value : value + 1;
}

type StatusName = (typeof STATUSES)[MessageState];

function narrow({ sent }: ListFilter, fits: (status: StatusName) => boolean, shown: string): void {
  const fitting = MESSAGE_STATES.filter((state) => fits(STATUSES[state]));
  if (fitting.length === 0) throw wrong(shown, 'a status of a message sent');
  sent.states = (sent.states ?? MESSAGE_STATES).filter((state) => fitting.includes(state));
}

function requireEquals(name: string, operator: Operator): void {
  if (operator !== '=') throw wrong(`${name}${operator}`, `${name}=...`);
}

const unquote = (value: string): string => value.replace(/^(['"])(.*)\1$/, '$2');

const wrong = (given: string, what: string): Problem =>
  new Problem(400, `filter: "${printable(given, 60)}", expected ${what}`);
