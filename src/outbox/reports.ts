import type { Database } from 'better-sqlite3';
import type { Clock } from '../ports';
import { matchReport, type ReportCandidate, type ReportKey } from '../report/match';
import type { GroupCommit } from './group-commit';

/** How long after a segment was written a report for it is believed: networks give up after a week at most. */
const WINDOW = 8 * 86_400_000;

/** Status reports as the outbox keeps them. */
export class Reports {
  private readonly candidates;
  private readonly record;
  private readonly reopen;

  constructor(
    database: Database,
    private readonly commits: GroupCommit,
    private readonly clock: Clock,
  ) {
    const columns = `attempt_id AS attemptId, sequence, message_id AS messageId, recipient, intent_at AS intentAt, reference,
      report_status AS reportStatus, report_scts AS reportScts`;
    this.candidates = database.prepare<unknown[], ReportCandidate>(
      `SELECT ${columns} FROM segment WHERE reference = @reference AND intent_at > @since
       UNION ALL SELECT ${columns} FROM segment
       WHERE (outcome IS NULL OR outcome = 'inDoubt') AND reference IS NULL AND intent_at > @since`,
    );
    this.record = database.prepare(
      `UPDATE segment SET reference = ?, report_status = ?, report_scts = ?, reported_at = ? WHERE attempt_id = ? AND sequence = ?`,
    );
    this.reopen = database.prepare(
      `UPDATE message SET open = 1, wake_at = 0, awaits = NULL, revision = revision + 1 WHERE id = ?`,
    );
  }

  /** Puts a report on disk and opens its message for decision; resolves to the message, or to nothing where none is meant. */
  take(report: ReportKey & { status: number }): Promise<number | undefined> {
    return this.commits.writeSurely(() => {
      const now = this.clock.now();
      const segment = matchReport(
        report,
        this.candidates.all({ reference: report.reference, since: now - WINDOW }),
      );
      if (!segment) return undefined;
      this.record.run(report.reference, report.status, report.scts, now, segment.attemptId, segment.sequence);
      this.reopen.run(segment.messageId);
      return segment.messageId;
    });
  }
}
