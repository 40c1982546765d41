import { z } from 'zod';
import { describeIssue } from './entry';
import { Problem } from './problem';
import { MESSAGE_STATES } from '../../submission/view';

function integerText(least: number, most: number) {
  const what = `expected an integer from ${least} to ${most}`;
  return z
    .string(what)
    .regex(/^-?\d{1,10}$/, what)
    .transform(Number)
    .refine((number) => number >= least && number <= most, what);
}

const flagText = z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

const dateText = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2030-01-31T13:00:00+02:00' })
  .transform((text) => Date.parse(text));

/** Any int32 (spec: eapi section 9), where a stop_dup_id is above 0. */
const deduplicationId = integerText(-(2 ** 31), 2 ** 31 - 1).optional();

/** Query of `POST /v1/messages`. auto-unicode is true unless it says otherwise, which is ours. */
const submitQuery = z.object({
  'deduplication-id': deduplicationId,
  'auto-unicode': flagText.default(true),
  'schedule-date': dateText.optional(),
  'schedule-description': z.string().max(1000, 'expected at most 1000 characters').optional(),
});

/** Query of `GET /v1/messages`; `state` is ours. */
const listQuery = z.object({
  limit: integerText(1, 1000).default(1000),
  state: z.enum(MESSAGE_STATES, `expected one of ${MESSAGE_STATES.join(', ')}`).optional(),
  filter: z.string('expected one filter').optional(),
  sortOrder: z.enum(['ASCENDING', 'DESCENDING'], 'expected ASCENDING or DESCENDING').default('DESCENDING'),
});

/** As it stands there: what else is wrong with the request does not matter. */
export const readDeduplicationId = (query: unknown): number | undefined =>
  z.object({ 'deduplication-id': deduplicationId }).safeParse(query).data?.['deduplication-id'];

/** Throws Problem (400) naming the parameter. */
export const readSubmitQuery = (query: unknown) => read(submitQuery, query);
export const readListQuery = (query: unknown) => read(listQuery, query);

function read<T extends z.ZodType>(schema: T, query: unknown): z.output<T> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new Problem(400, describeIssue(parsed.error));
}
