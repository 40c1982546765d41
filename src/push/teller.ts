import type { AccountConfig } from '../config/types';
import { Status, statusOf } from '../eapi/status';
import type { InboxMessage } from '../inbox/message';
import type { Pushes, ToldMessage } from '../outbox';
import type { Clock } from '../ports';
import { replyQuery, statusQuery } from './payload';

export interface TellerParts {
  accounts: readonly AccountConfig[];
  pushes: Pushes;
  read: (messageId: number) => ToldMessage | undefined;
  /** Notes which status the owner was told. */
  note: (messageId: number, status: number) => void;
  /** A message in the shape of the JSON API. */
  sentAsJson: (messageId: number) => unknown;
  receivedAsJson: (message: InboxMessage) => unknown;
  clock: Clock;
}

/** Nobody is told of what is still under way, or as it was when it was accepted. */
const UNTOLD: ReadonlySet<number> = new Set([Status.inProgress, Status.scheduled]);

/** Not a failure: not told to those who asked for errors only. */
const GOOD: ReadonlySet<number> = new Set([Status.deliveredUpstream, Status.delivered]);

/** Decides who is told of what, and puts it on disk; its functions are called inside the commit of the news itself. */
export function createTeller({
  accounts,
  pushes,
  read,
  note,
  sentAsJson,
  receivedAsJson,
  clock,
}: TellerParts) {
  const listening = accounts.filter(({ push }) => push.status ?? push.replies ?? push.webhook);
  return {
    /** A message came to rest. */
    rested(messageId: number): void {
      if (listening.length === 0) return;
      const message = read(messageId);
      const account = message && listening.find(({ username }) => username === message.account);
      if (!account) return;
      const status = statusOf(message);
      if (status === message.told || UNTOLD.has(status)) return;
      note(messageId, status);
      const { wantReport, errorsOnly } = message.submission;
      if (!wantReport || (errorsOnly && GOOD.has(status))) return;
      const now = clock.now();
      const { username, push, timeZone } = account;
      if (push.status) pushes.add(username, 'status', statusQuery(message, status, timeZone), now, messageId);
      if (push.webhook) pushes.add(username, 'sent', JSON.stringify([sentAsJson(messageId)]), now, messageId);
    },

    /** A message was received. */
    received(message: InboxMessage): void {
      const now = clock.now();
      for (const { username, push, timeZone } of listening) {
        if (message.account !== null && message.account !== username) continue;
        if (push.replies) pushes.add(username, 'reply', replyQuery(message, timeZone), now);
        if (push.webhook) pushes.add(username, 'received', JSON.stringify([receivedAsJson(message)]), now);
      }
    },
  };
}
