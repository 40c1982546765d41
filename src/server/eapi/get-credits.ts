import { Code } from '../../eapi/codes';
import type { Call } from './call';
import { formatCredits } from './quote-sms';

/** The get_credits call (spec: eapi section 6): what the configuration says of the account. */
export const getCredits: Call = {
  names: new Set(['username', 'password']),
  fields: 2,
  answer: ({ account: { credits } }) => `${Code.inProgress}|${formatCredits(credits)}`,
};
