import type { Database } from 'better-sqlite3';
import type { Clock } from '../ports';
import type { GroupCommit } from './group-commit';

/** Messages deleted in one commit: few enough that nobody waits for it. */
const BATCH = 500;
/** Pause between two looks, and between two batches of one, in milliseconds. */
const LOOK_EVERY = 3_600_000;
const BATCH_PAUSE = 1_000;

/** Keeps the outbox from growing for ever: deletes what ended longer ago than `keep`, in milliseconds. */
export class Retention {
  private timer: unknown;
  private readonly prune: (before: number) => number;

  constructor(
    database: Database,
    private readonly commits: GroupCommit,
    private readonly clock: Clock,
    private readonly keep: number,
    /** Whether the clock can be trusted with deleting. */
    private readonly isClockSure: () => boolean = () => true,
  ) {
    const old = database.prepare<unknown[], { id: number; submission: number }>(
      `SELECT id, submission_id AS submission FROM message WHERE open = 0 AND expires_at < ? LIMIT ${BATCH}`,
    );
    const deleteMessage = database.prepare(`DELETE FROM message WHERE id = ?`);
    const deleteSubmission = database.prepare(
      `DELETE FROM submission WHERE id = @id AND NOT EXISTS (SELECT 1 FROM message WHERE submission_id = @id)`,
    );
    const deleteInbound = database.prepare(`DELETE FROM inbound WHERE received_at < ?`);
    const deleteInbox = database.prepare(`DELETE FROM inbox WHERE received_at < ?`);
    this.prune = (before) => {
      const ended = old.all(before);
      for (const { id } of ended) deleteMessage.run(id);
      for (const id of new Set(ended.map(({ submission }) => submission))) deleteSubmission.run({ id });
      deleteInbound.run(before);
      deleteInbox.run(before);
      return ended.length;
    };
  }

  /** Deletes a batch now, and goes on from time to time. A disk that refuses is tried again at the next look. */
  start(): void {
    const next = (pause: number) => (this.timer = this.clock.setTimeout(() => this.start(), pause));
    if (!this.isClockSure()) {
      next(LOOK_EVERY);
      return;
    }
    const before = this.clock.now() - this.keep;
    this.commits
      .write(() => this.prune(before))
      .then(
        (deleted) => next(deleted === BATCH ? BATCH_PAUSE : LOOK_EVERY),
        () => next(LOOK_EVERY),
      );
  }

  stop(): void {
    this.clock.clearTimeout(this.timer);
  }
}
