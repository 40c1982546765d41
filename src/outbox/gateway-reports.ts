import type { Database } from 'better-sqlite3';
import { verdictOf } from '../eapi/status';
import type { Clock, GatewayReport } from '../ports';
import type { GroupCommit } from './group-commit';

interface Told {
  id: number;
  messageId: number;
  /** Status that it told before. */
  told: number | null;
}

/** A push that failed comes again up to days later, when the last word has been said. */
function isOvertaken(status: number, told: number | null): boolean {
  const before = told === null ? undefined : verdictOf(told);
  return before !== undefined && (before === 'delivered' || verdictOf(status) !== 'delivered');
}

/** Attempts among which those that are not settled are looked for: a queue of a million must not be read for a push. */
const NEWEST = 500;

/** Statuses that gateways tell, as the outbox keeps them. */
export class GatewayReports {
  private readonly find;
  private readonly record;
  private readonly reopen;
  private readonly unsettled;

  constructor(
    database: Database,
    private readonly commits: GroupCommit,
    private readonly clock: Clock,
  ) {
    this.find = database.prepare<unknown[], Told>(
      `SELECT a.id, a.message_id AS messageId, a.report_status AS told FROM attempt a JOIN message m ON m.id = a.message_id
       WHERE a.batch = @batch AND a.name = @gateway AND m.recipient = coalesce(@recipient, m.recipient)
       ORDER BY a.id DESC LIMIT 1`,
    );
    this.record = database.prepare(`UPDATE attempt SET report_status = ?, reported_at = ? WHERE id = ?`);
    this.reopen = database.prepare(
      `UPDATE message SET open = 1, wake_at = 0, awaits = NULL, revision = revision + 1 WHERE id = ?`,
    );
    this.unsettled = database.prepare(
      `SELECT 1 FROM (SELECT via, name, outcome, kind FROM attempt ORDER BY id DESC LIMIT ${NEWEST})
       WHERE via = 'gateway' AND name = ? AND (outcome IS NULL OR kind = 'inDoubt') LIMIT 1`,
    );
  }

  /** Whether the gateway may have taken a message of which it is not known here yet under which name. */
  isAwaited(gateway: string): boolean {
    return this.unsettled.get(gateway) !== undefined;
  }

  /** Puts a status on disk and opens its message for decision; resolves to the message, or to nothing where none is meant. */
  take({ recipient, status, ...named }: GatewayReport): Promise<number | undefined> {
    return this.commits.write(() => {
      const attempt = this.find.get({ ...named, recipient: recipient ?? null });
      if (!attempt) return undefined;
      if (isOvertaken(status, attempt.told)) return attempt.messageId;
      this.record.run(status, this.clock.now(), attempt.id);
      this.reopen.run(attempt.messageId);
      return attempt.messageId;
    });
  }
}
