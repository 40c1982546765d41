import type { Database } from 'better-sqlite3';
import type { InboxMessage, Received, Reference } from '../inbox/message';
import type { Inbox } from '../ports';
import type { GroupCommit } from './group-commit';

/** Most received messages that are kept; the oldest go. */
const MOST_KEPT = 100_000;

/** Most parts that are looked through for those of one message. */
const MOST_RECENT = 1_000;

const COLUMNS = `id, account, via, name, sender, recipient, alphabet, body, received_at AS receivedAt,
  message_id AS messageId, batch_id AS batchId, source_id AS sourceId`;

/** Reads what came in. */
export function createInbox(database: Database): Inbox {
  const listing = (order: string) =>
    database.prepare<unknown[], InboxMessage>(
      `SELECT ${COLUMNS} FROM inbox WHERE id > @after AND id < @before AND (@account IS NULL OR account IS NULL OR account = @account)
         AND (@messageId IS NULL OR message_id = @messageId) ORDER BY id ${order} LIMIT @limit`,
    );
  const [oldest, newest] = [listing('ASC'), listing('DESC')];
  const show = database.prepare<unknown[], InboxMessage>(`SELECT ${COLUMNS} FROM inbox WHERE id = ?`);
  return {
    list: ({ newestFirst = false, ...query }) =>
      (newestFirst ? newest : oldest).all({
        account: null,
        before: Number.MAX_SAFE_INTEGER,
        messageId: null,
        ...query,
      }),
    show: (id) => show.get(id),
  };
}

/** Puts received messages on disk, each with the message that it refers to. */
export class InboxStore {
  /** Told of every new message inside the commit that stores it. */
  onReceived: (message: InboxMessage) => void = () => undefined;
  private readonly sql;
  private readonly inbox: Inbox;

  constructor(
    database: Database,
    private readonly commits: GroupCommit,
  ) {
    const reference = `SELECT m.id AS messageId, coalesce(s.batch_id, s.id) AS batchId, s.account,
      s.request ->> 'sourceId' AS sourceId FROM message m JOIN submission s ON s.id = m.submission_id`;
    this.inbox = createInbox(database);
    this.sql = {
      lastTo: database.prepare<unknown[], Reference>(
        `${reference} WHERE m.recipient = ? AND m.via = 'modem' ORDER BY m.id DESC LIMIT 1`,
      ),
      ofBatch: database.prepare<unknown[], Reference>(
        `${reference} JOIN attempt a ON a.message_id = m.id WHERE a.batch = @batch AND a.name = @gateway
         ORDER BY m.recipient = @sender DESC, m.id LIMIT 1`,
      ),
      insert: database.prepare(
        `INSERT INTO inbox (account, via, name, key, sender, recipient, alphabet, body, received_at, message_id, batch_id, source_id)
         VALUES (@account, @via, @name, @key, @sender, @recipient, @alphabet, @body, @receivedAt, @messageId, @batchId, @sourceId)
         ON CONFLICT (name, key) DO NOTHING`,
      ),
      recent: database
        .prepare(
          `SELECT pdu FROM inbound WHERE modem = ? AND received_at > ? ORDER BY id DESC LIMIT ${MOST_RECENT}`,
        )
        .pluck(),
      trim: database.prepare(`DELETE FROM inbox WHERE id <= ?`),
    };
  }

  /** The SMS-DELIVERs that a modem brought since a Unix time, oldest first. */
  recentDeliveries(modem: string, since: number): string[] {
    return this.sql.recent.all(modem, since).reverse() as string[];
  }

  /**
   * Resolves to the message as it is stored, or to nothing where it was there before.
   * @param gatewayBatch the gateway's own batch_id that it refers to; without one the last message by modem is meant
   */
  take(received: Received, gatewayBatch?: string): Promise<InboxMessage | undefined> {
    return this.commits.writeSurely(() => {
      const { name, via, sender } = received;
      const reference =
        via === 'modem'
          ? this.sql.lastTo.get(sender.replace(/^\+/, ''))
          : this.sql.ofBatch.get({
              batch: gatewayBatch ?? '',
              gateway: name,
              sender: sender.replace(/^\+/, ''),
            });
      const nothing = { account: null, messageId: null, batchId: null, sourceId: null };
      const { changes, lastInsertRowid } = this.sql.insert.run({ ...nothing, ...received, ...reference });
      if (changes === 0) return undefined;
      const id = Number(lastInsertRowid);
      this.sql.trim.run(id - MOST_KEPT);
      const message = this.inbox.show(id)!;
      this.onReceived(message);
      return message;
    });
  }
}
