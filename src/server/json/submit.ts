import type { AccountConfig } from '../../config/types';
import { ValidationError, type Receipt, type Submission } from '../../submission/submission';
import type { ServerParts } from '../parts';
import { MOST_RECIPIENTS } from '../recipients';
import { requireWithinTwoYears } from '../send-time';
import { submissionOfEntry } from './entry';
import { messageOf } from './message';
import { Problem } from './problem';
import { readSubmitQuery } from './query';

/** `POST /v1/messages`: nothing is taken unless every entry is valid. Resolves with the messages. */
export async function submitMessages(
  { config, intake, queue, clock }: ServerParts,
  account: AccountConfig,
  body: unknown,
  query: unknown,
) {
  const settings = readSubmitQuery(query);
  const entries: unknown[] = Array.isArray(body) ? body : [body];
  const sendAt = settings['schedule-date'];
  if (sendAt !== undefined) requireWithinTwoYears('schedule-date', sendAt, clock.now());
  const stopDupId = settings['deduplication-id'];
  if (stopDupId !== undefined && entries.length !== 1) {
    throw new Problem(400, `deduplication-id: given with ${entries.length} entries, expected one entry`);
  }
  const schedulingDescription = settings['schedule-description'];
  const surroundings = {
    account: account.username,
    groups: config.groups,
    autoUnicode: settings['auto-unicode'],
  };
  const submissions = entries.map((entry, index) => ({
    ...naming(Array.isArray(body) ? index : undefined, () => submissionOfEntry(entry, surroundings)),
    ...(stopDupId !== undefined && { stopDupId }),
    ...(sendAt !== undefined && { sendAt }),
    ...(schedulingDescription !== undefined && { schedulingDescription }),
  }));
  requireOneOrMore(submissions);

  const results = await Promise.allSettled(submissions.map((submission) => intake.submit(submission)));
  const receipts = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const failure = results.find((result) => result.status === 'rejected');
  const messages = messagesOf(receipts);
  if (failure && messages.length > 0) {
    const detail = `only ${receipts.length} of ${results.length} entries were accepted: ${(failure.reason as Error).message}`;
    throw new Problem(503, detail, { accepted: messages });
  }
  if (failure) throw failure.reason;
  return messages;

  function messagesOf(receipts: Receipt[]) {
    return receipts
      .flatMap(({ messageIds }) => messageIds.map((id) => queue.show(id)))
      .filter((view) => view !== undefined)
      .map(messageOf);
  }
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
