import type { AccountConfig } from '../../config/types';
import { ValidationError, type Submission } from '../../submission/submission';
import type { ServerParts } from '../parts';
import { MOST_RECIPIENTS } from '../recipients';
import { orReceiptOfTheFirst } from '../repeat';
import { requireWithinTwoYears } from '../send-time';
import { submissionOfEntry } from './entry';
import { messageOf } from './message';
import { Problem } from './problem';
import { readDeduplicationId, readSubmitQuery } from './query';

/** `POST /v1/messages`: all entries are taken, as one batch, or none. Resolves with the messages. */
export async function submitMessages(
  parts: ServerParts,
  account: AccountConfig,
  body: unknown,
  query: unknown,
) {
  const { intake, queue } = parts;
  const { messageIds } = await orReceiptOfTheFirst(intake, account, readDeduplicationId(query), async () =>
    intake.submitAll(submissionsOf(parts, account, body, query)),
  );
  return messageIds.flatMap((id) => queue.show(id) ?? []).map(messageOf);
}

function submissionsOf(
  { config, clock }: ServerParts,
  account: AccountConfig,
  body: unknown,
  query: unknown,
): Submission[] {
  const settings = readSubmitQuery(query);
  const entries: unknown[] = Array.isArray(body) ? body : [body];
  const sendAt = settings['schedule-date'];
  if (sendAt !== undefined) requireWithinTwoYears('schedule-date', sendAt, clock.now());
  const stopDupId = settings['deduplication-id'];
  const schedulingDescription = settings['schedule-description'];
  const surroundings = {
    account: account.username,
    groups: config.groups,
    autoUnicode: settings['auto-unicode'],
  };
  const submissions = entries.map((entry, index) => ({
    ...naming(Array.isArray(body) ? index : undefined, () => submissionOfEntry(entry, surroundings)),
    // One name for all of them: the first carries it.
    ...(stopDupId !== undefined && index === 0 && { stopDupId }),
    ...(sendAt !== undefined && { sendAt }),
    ...(schedulingDescription !== undefined && { schedulingDescription }),
  }));
  requireOneOrMore(submissions);
  return submissions;
}

/** Says which entry of the array it was. */
function naming<T>(index: number | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (index === undefined) throw error;
    if (error instanceof Problem || error instanceof ValidationError) {
      throw new Problem(400, `entry ${index}, ${error.message}`);
    }
    throw error;
  }
}

function requireOneOrMore(submissions: Submission[]): void {
  if (submissions.length === 0) throw new Problem(400, 'no entry, expected at least one');
  const messages = submissions.reduce((sum, { recipients }) => sum + recipients.length, 0);
  if (messages > MOST_RECIPIENTS) {
    throw new Problem(400, `${messages} messages, expected at most ${MOST_RECIPIENTS}`);
  }
}
