import { parseBatchData, type BatchRow } from '../../eapi/batch-data';
import { ValidationError, type Submission } from '../../submission/submission';
import type { ServerParts } from '../parts';
import { BatchTooLargeError, MOST_RECIPIENTS } from '../recipients';
import { taken, type Asked, type Call } from './call';
import { readSendSms, SEND_SMS_NAMES } from './parameters';
import { orAsTheFirst } from './repeat';
import { pretend } from './send-sms';
import { submissionOf } from './submission';

/** Parameters that are about the batch as a whole: no column overrides them. */
const OF_THE_BATCH: ReadonlySet<string> = new Set([
  'username',
  'password',
  'dest_group_id',
  'strip_dup_recipients',
  'stop_dup_id',
  'test_always_succeed',
  'test_always_fail',
]);

const COLUMNS = new Set([...SEND_SMS_NAMES].filter((name) => !OF_THE_BATCH.has(name)));

/** The send_batch call (spec: eapi section 6): parameters are defaults that columns of batch_data override. */
export function createSendBatch({ config, intake, logger, clock }: ServerParts): Call {
  return {
    names: new Set([...SEND_SMS_NAMES, 'batch_data']),
    fields: 3,
    answer: (asked) => orAsTheFirst(intake, asked, () => answer(asked)),
  };

  async function answer(asked: Asked): Promise<string> {
    const { account, parameters, repeated } = asked;
    const rows = readRows(asked);
    const now = clock.now();
    const forAll = new Map([...parameters].filter(([name]) => OF_THE_BATCH.has(name)));
    const batch = readSendSms({ parameters: forAll, ...(repeated !== undefined && { repeated }) });
    const defaults = [...parameters].filter(([name]) => COLUMNS.has(name));

    const submissions: Submission[] = [];
    let problem: ValidationError | undefined;
    for (const row of rows) {
      try {
        submissions.push(submissionOfRow(row));
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        problem ??= error;
      }
    }
    if (submissions.length === 0) {
      throw problem ?? new ValidationError('batch_data', 'no line with a message, expected at least one');
    }
    if (problem) {
      const facts = { account: account.username, skipped: rows.length - submissions.length };
      logger.warn(facts, `skipped ${facts.skipped} bad lines of a send_batch; the first: ${problem.message}`);
    }
    if (batch.stop_dup_id !== undefined) submissions[0]!.stopDupId = batch.stop_dup_id;
    const pretended = pretend(
      batch,
      submissions.some(({ sendAt }) => (sendAt ?? now) > now),
    );
    if (pretended !== undefined) return pretended;
    const { scheduled, id } = await intake.submitAll(submissions);
    return taken(scheduled, id);

    function submissionOfRow(row: BatchRow): Submission {
      const columns = [...row].filter(([name]) => COLUMNS.has(name));
      const given = readSendSms({ parameters: new Map([...defaults, ...columns]) });
      return submissionOf(given, { account, groups: config.groups, now });
    }
  }
}

function readRows({ parameters }: Asked): BatchRow[] {
  const { columns, rows, bad } = parseBatchData(parameters.get('batch_data') ?? '');
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) < i);
  if (twice !== undefined) throw new ValidationError('batch_data', `column ${twice} is there twice`);
  for (const name of ['msisdn', 'message']) {
    if (!columns.includes(name) && !(name === 'message' && parameters.has(name))) {
      throw new ValidationError(
        'batch_data',
        `no column ${name}, expected a header row such as msisdn,message`,
      );
    }
  }
  const lines = rows.length + bad.length;
  if (lines > MOST_RECIPIENTS) {
    throw new BatchTooLargeError('batch_data', `${lines} rows, expected at most ${MOST_RECIPIENTS}`);
  }
  return rows;
}
