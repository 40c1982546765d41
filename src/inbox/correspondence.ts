import type { Database } from 'better-sqlite3';
import type { Config } from '../config/types';
import { createInbox, createToldReader, GatewayReports, InboxStore, Pushes, type Outbox } from '../outbox';
import type { Clock, Inbox, Logger, Queue } from '../ports';
import { PushSender } from '../push/sender';
import { createTeller } from '../push/teller';
import type { GatewayNews } from '../server/gateway-push/routes';
import { messageOf, receivedMessageOf } from '../server/json/message';
import { createModemInbox } from './from-modem';
import type { InboxMessage } from './message';

export interface CorrespondenceParts {
  config: Config;
  database: Database;
  outbox: Outbox;
  queue: Queue;
  clock: Clock;
  logger: Logger;
  /** A gateway told news of a message. */
  onReported: (messageId: number) => void;
  /** Tells of every message that came in, inside the commit that keeps it. */
  onReceived?: (message: InboxMessage) => void;
}

/** What comes in, by modems and from gateways, and what the users' applications are told. */
export interface Correspondence {
  inbox: Inbox;
  news: GatewayNews;
  /** Takes an SMS-DELIVER of a modem; resolves once it is on disk. */
  deliver: (pdu: string, modem: string) => Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A message came to rest. */
  rested(): void;
}

export function createCorrespondence(parts: CorrespondenceParts): Correspondence {
  const { config, database, outbox, queue, clock, logger } = parts;
  const { commits } = outbox;
  const store = new InboxStore(database, commits);
  const pushes = new Pushes(database, commits);
  const sender = new PushSender({ pushes, accounts: config.accounts, clock, logger });
  const reports = new GatewayReports(database, commits, clock);
  const noteTold = database.prepare(`UPDATE message SET told = ? WHERE id = ?`);
  const teller = createTeller({
    accounts: config.accounts,
    pushes,
    read: createToldReader(database),
    note: (id, status) => void noteTold.run(status, id),
    sentAsJson: (id) => messageOf(queue.show(id)!),
    receivedAsJson: receivedMessageOf,
    clock,
  });
  outbox.onResting = (id) => teller.rested(id);
  store.onReceived = (message) => {
    teller.received(message);
    parts.onReceived?.(message);
  };

  return {
    inbox: createInbox(database),
    news: {
      async status(report) {
        const messageId = await reports.take(report);
        if (messageId === undefined) return reports.isAwaited(report.gateway) ? 'awaited' : 'foreign';
        parts.onReported(messageId);
        return 'known';
      },
      async received(message, batch) {
        await store.take(message, batch);
        sender.pump();
      },
    },
    deliver: createModemInbox({
      keep: (modem, pdu) => outbox.receive(modem, pdu),
      recent: (modem, since) => store.recentDeliveries(modem, since),
      store: async (received) => {
        await store.take(received);
        sender.pump();
      },
      logger,
      now: () => clock.now(),
    }),
    start: () => sender.start(),
    stop: () => sender.stop(),
    rested: () => sender.pump(),
  };
}
