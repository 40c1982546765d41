import type { Database } from 'better-sqlite3';
import type { Outcome } from '../submission/outcome';

const INTERRUPTED: Outcome = {
  kind: 'inDoubt',
  code: 'INTERRUPTED',
  detail: 'the process ended before an answer was recorded',
};

const STOPPED_BETWEEN: Outcome = {
  kind: 'notSubmitted',
  code: 'INTERRUPTED',
  detail: 'the process ended between two segments',
};

/**
 * Gives every attempt that a dead process left without a result the only truthful one: it may have gone out.
 * @returns how many attempts are in doubt by it.
 */
export function recoverInterrupted(database: Database, now: number): number {
  return database.transaction(() => {
    const between = database.prepare(
      `UPDATE attempt SET ended_at = ?, outcome = ? WHERE outcome IS NULL AND via = 'modem'
       AND NOT EXISTS (SELECT 1 FROM segment s WHERE s.attempt_id = attempt.id AND s.outcome IS NULL)`,
    );
    between.run(now, JSON.stringify(STOPPED_BETWEEN));
    database
      .prepare(`UPDATE segment SET outcome = 'inDoubt', answered_at = ? WHERE outcome IS NULL`)
      .run(now);
    const doubts = database.prepare(`UPDATE attempt SET ended_at = ?, outcome = ? WHERE outcome IS NULL`);
    return doubts.run(now, JSON.stringify(INTERRUPTED)).changes;
  })();
}
