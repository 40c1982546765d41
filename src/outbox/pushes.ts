import type { Database } from 'better-sqlite3';
import type { GroupCommit } from './group-commit';

/** `status` and `reply` are those of the EAPI, `sent` and `received` of the JSON API's webhooks. */
export type PushKind = 'status' | 'reply' | 'sent' | 'received';

/** One thing that an application of the user is to be told. */
export interface Push {
  id: number;
  account: string;
  kind: PushKind;
  /** Query string of a GET, or JSON body of a POST. */
  payload: string;
  /** Unix time in milliseconds. */
  createdAt: number;
  /** How often it was tried and is to be tried again. */
  tries: number;
}

/** Most pushes that wait; the oldest are dropped. */
const MOST_WAITING = 100_000;

/** Pushes that wait, on disk. */
export class Pushes {
  private readonly sql;

  constructor(
    database: Database,
    private readonly commits: GroupCommit,
  ) {
    this.sql = {
      insert: database.prepare(
        `INSERT INTO push (account, kind, payload, created_at, due_at, message_id) VALUES (?, ?, ?, ?, ?, ?)`,
      ),
      overtake: database.prepare(`DELETE FROM push WHERE message_id = ? AND kind = ? AND tries > 0`),
      trim: database.prepare(`DELETE FROM push WHERE id <= ?`),
      due: database.prepare<unknown[], Push>(
        `SELECT id, account, kind, payload, created_at AS createdAt, tries FROM push
         WHERE account = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
      ),
      nextAccount: database.prepare(`SELECT min(account) FROM push WHERE account > ?`).pluck(),
      next: database.prepare(`SELECT min(due_at) FROM push WHERE due_at > ?`).pluck(),
      waiting: database.prepare(`SELECT count(*) FROM push`).pluck(),
      remove: database.prepare(`DELETE FROM push WHERE id = ?`),
      again: database.prepare(`UPDATE push SET tries = tries + 1, due_at = ? WHERE id = ?`),
      // A clock that was put back must not make one wait longer than any pause.
      early: database.prepare(`UPDATE push SET due_at = @now WHERE due_at > @latest`),
    };
  }

  /**
   * Puts one on disk, due at once; to be called inside a commit. One that tells the state of `messageId` takes the place
   * of what could not be told of it before: tried again later, that would be told last.
   */
  add(account: string, kind: PushKind, payload: string, now: number, messageId?: number): void {
    if (messageId !== undefined) this.sql.overtake.run(messageId, kind);
    const { lastInsertRowid } = this.sql.insert.run(account, kind, payload, now, now, messageId ?? null);
    this.sql.trim.run(Number(lastInsertRowid) - MOST_WAITING);
  }

  /** Accounts that have any. */
  *accounts(): Iterable<string> {
    let account: string | null = '';
    while ((account = this.sql.nextAccount.get(account) as string | null) !== null) yield account;
  }

  /** Those of an account that are due, the longest due first. */
  due(account: string, now: number, limit: number): Push[] {
    return this.sql.due.all(account, now, limit);
  }

  /** Unix time at which the next one falls due after `now`. */
  nextDue(now: number): number | undefined {
    return (this.sql.next.get(now) as number | null) ?? undefined;
  }

  get waiting(): number {
    return this.sql.waiting.get() as number;
  }

  /** It was taken, or is given up. */
  remove(id: number): Promise<void> {
    return this.commits.writeSurely(() => void this.sql.remove.run(id));
  }

  again(id: number, dueAt: number): Promise<void> {
    return this.commits.writeSurely(() => void this.sql.again.run(dueAt, id));
  }

  /** Makes due what would wait until after `latest`. */
  hasten(now: number, latest: number): Promise<void> {
    return this.commits.writeSurely(() => void this.sql.early.run({ now, latest }));
  }
}
