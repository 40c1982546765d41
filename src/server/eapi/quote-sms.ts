import { Code } from '../../eapi/codes';
import { partsOf } from '../content';
import type { ServerParts } from '../parts';
import type { Call } from './call';
import { readSendSms, SEND_SMS_NAMES } from './parameters';
import { submissionOf } from './submission';

/** The quote_sms call (spec: eapi section 6): segments by recipients by the price of the account. */
export function createQuoteSms({ config: { groups }, clock }: ServerParts): Call {
  return {
    names: SEND_SMS_NAMES,
    fields: 3,
    answer({ account, ...form }) {
      const submission = submissionOf(readSendSms(form), { account, groups, now: clock.now() });
      const cost = partsOf(submission.content) * submission.recipients.length * account.price;
      return `${Code.inProgress}|Quotation issued|${formatCredits(cost)}`;
    },
  };
}

/** With 2 to 4 decimals. */
export const formatCredits = (credits: number): string => credits.toFixed(4).replace(/0{1,2}$/, '');
