import { Code } from '../../eapi/codes';
import { digitsOf } from '../../eapi/digits';
import { formatLocalTime } from '../../eapi/local-time';
import type { InboxMessage } from '../../inbox/message';
import type { Inbox } from '../../ports';
import type { Content } from '../../submission/submission';
import type { Call } from './call';
import { oneLine, writeBody } from './get-report';
import { integer, readWith, text } from './parameters';

/** Most messages in one answer (spec: eapi section 6). */
const MOST_MESSAGES = 1000;

const PARAMETERS = {
  last_retrieved_id: integer(0, 999_999_999_999),
  username: text,
  password: text,
};

/** The get_inbox call (spec: eapi section 6), versions 1/1.0 and, with the encoding, 1/1.1. */
export function createGetInbox(inbox: Inbox, { withEncoding }: { withEncoding: boolean }): Call {
  return {
    names: new Set(Object.keys(PARAMETERS)),
    fields: 3,
    answer({ account, ...form }) {
      const { last_retrieved_id: after = 0 } = readWith(PARAMETERS, form);
      const messages = inbox.list({ account: account.username, after, limit: MOST_MESSAGES });
      const lines = messages.map((message) => {
        const fields = [
          message.id,
          oneLine(digitsOf(message.sender)),
          oneLine(writeBody(contentOf(message))),
          formatLocalTime(message.receivedAt, account.timeZone),
          digitsOf(message.recipient),
          message.batchId ?? 0,
          ...(withEncoding ? [message.alphabet] : []),
        ];
        return `${fields.join('|')}\n`;
      });
      return `${Code.inProgress}|records to follow|${messages.length}\n\n${lines.join('')}`;
    },
  };
}

/** What it says, as content of a submission would. */
export const contentOf = ({ alphabet, body }: Pick<InboxMessage, 'alphabet' | 'body'>): Content =>
  alphabet === '8bit' ? { alphabet, octets: body } : { alphabet, text: body };
