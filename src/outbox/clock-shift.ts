import type { Database } from 'better-sqlite3';
import type { GroupCommit } from './group-commit';

/** A clock that is put on within so many milliseconds of the start was wrong when the machine came up. */
const START = 3_600_000;
/** A stop_dup_id is remembered for this long at most, in milliseconds. */
const LONGEST_MEMORY = 3 * 86_400_000;

/**
 * Moves the times of what is open, but for what is scheduled, with a clock that is put on: what had an hour left has an hour
 * left. What an earlier process took in is moved only where this one has long been running: its times were right.
 * @param monotonic milliseconds of a clock that never goes back
 */
export function createClockShift(database: Database, commits: GroupCommit, monotonic: () => number) {
  const newest = database.prepare(`SELECT coalesce(max(id), 0) FROM message`).pluck().get() as number;
  const startedAt = monotonic();
  const moved = `SELECT id FROM message WHERE open = 1 AND id > @after
    AND NOT (SELECT scheduled FROM submission WHERE id = submission_id)`;
  const shifts = [
    // Before the messages themselves: a try that is older than its message's start no longer counts.
    `UPDATE attempt SET started_at = started_at + @by, ended_at = ended_at + @by WHERE message_id IN (${moved})`,
    `UPDATE segment SET intent_at = intent_at + @by, answered_at = answered_at + @by WHERE message_id IN (${moved})`,
    `UPDATE message SET starts_at = starts_at + @by, expires_at = expires_at + @by,
       wake_at = iif(wake_at > 0, wake_at + @by, 0) WHERE id IN (${moved})`,
    `UPDATE submission SET created_at = created_at + @by WHERE id > @after
       AND created_at > (SELECT created_at FROM submission ORDER BY id DESC LIMIT 1) - ${LONGEST_MEMORY}`,
    `UPDATE push SET created_at = created_at + @by, due_at = due_at + @by`,
  ].map((sql) => database.prepare(sql));

  /** `move` says by how much, in milliseconds, inside the commit. */
  return (move: () => number): Promise<void> =>
    commits.write(() => {
      const by = move();
      const after = monotonic() - startedAt < START ? newest : 0;
      for (const shift of shifts) shift.run({ by, after });
    });
}

/** Unix time of the newest submission, in milliseconds; 0 without any. */
export function newestSubmission(database: Database): number {
  const at = database.prepare(`SELECT created_at FROM submission ORDER BY id DESC LIMIT 1`).pluck().get();
  return (at as number | undefined) ?? 0;
}
