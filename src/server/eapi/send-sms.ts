import { Code } from '../../eapi/codes';
import type { ServerParts } from '../parts';
import { failure, taken, type Asked, type Call } from './call';
import { readSendSms, SEND_SMS_NAMES, type SendSmsParameters } from './parameters';
import { orAsTheFirst } from './repeat';
import { submissionOf } from './submission';

/** batch_id of what test_always_succeed pretends to have taken: the largest there can be, never that of a submission. */
export const TEST_BATCH_ID = 2_147_483_647;

/** The send_sms call (spec: eapi sections 1 to 4). */
export function createSendSms({ config: { groups }, intake, clock }: ServerParts): Call {
  return {
    names: SEND_SMS_NAMES,
    fields: 3,
    answer: (asked) => orAsTheFirst(intake, asked, () => answer(asked)),
  };

  async function answer({ account, ...form }: Asked): Promise<string> {
    const given = readSendSms(form);
    const now = clock.now();
    const submission = submissionOf(given, { account, groups, now });
    const pretended = pretend(given, (submission.sendAt ?? now) > now);
    if (pretended !== undefined) return pretended;
    const { scheduled, id } = await intake.submit(submission);
    return taken(scheduled, id);
  }
}

/** What the test flags ask for, once all else is valid; nothing is sent. */
export function pretend(
  given: Pick<SendSmsParameters, 'test_always_succeed' | 'test_always_fail'>,
  scheduled: boolean,
): string | undefined {
  if (given.test_always_succeed) return taken(scheduled, TEST_BATCH_ID);
  if (given.test_always_fail)
    return failure({ fields: 3 }, Code.internalFatalError, 'test_always_fail was set');
  return undefined;
}
