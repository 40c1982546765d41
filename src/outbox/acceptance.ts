import type { Database } from 'better-sqlite3';
import type { Policy } from '../config/types';
import type { Receipt, Submission } from '../submission/submission';

/** A submission as the outbox takes it: validated, with its policy and its cost. */
export interface PricedSubmission {
  submission: Submission;
  policy: Policy;
  /** Segments that each recipient costs by modem. */
  parts: number;
}

/** Submissions that are taken together, all or none, under one batch_id and one stop_dup_id: that of the first. */
export interface NewBatch {
  submissions: readonly PricedSubmission[];
  /** Draws our stop_dup_id for one message, 1..2147483647. */
  drawGatewayId: () => number;
  /** How long the stop_dup_id is remembered, in milliseconds. */
  duplicateMemory: number;
  /** Called for what is not a duplicate, before anything is written; what it throws refuses the batch. */
  admit?: (now: number) => void;
}

/** Puts batches on disk, inside a commit of its caller. One instance per file: it numbers the messages. */
export class Acceptance {
  private nextId: number;
  private readonly sql;
  /** Each policy as it is stored: there are few, and many messages. */
  private readonly policies = new WeakMap<Policy, string>();

  constructor(database: Database) {
    const sequence = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'message'`).pluck();
    this.nextId = ((sequence.get() as number | undefined) ?? 0) + 1;
    const statement = <Row = unknown>(sql: string) => database.prepare<unknown[], Row>(sql);
    this.sql = {
      duplicate: statement<{ id: number }>(
        `SELECT id FROM submission WHERE account = ? AND stop_dup_id = ? AND created_at > ?
         ORDER BY created_at DESC LIMIT 1`,
      ),
      batch: statement<{ id: number; recipient: string; request: string; scheduled: number }>(
        `SELECT m.id, m.recipient, s.request, s.scheduled FROM submission s JOIN message m ON m.submission_id = s.id
         WHERE s.id = @id OR s.batch_id = @id ORDER BY m.id`,
      ),
      insertSubmission: statement(
        `INSERT INTO submission (id, batch_id, account, created_at, scheduled, stop_dup_id, request, policy)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      insertMessage: statement(
        `INSERT INTO message (id, submission_id, recipient, parts, gateway_id, starts_at, expires_at, state, high, open, wake_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`,
      ),
    };
  }

  /** Takes a batch; a stop_dup_id that is remembered gets the first one's receipt. `now` is Unix time in milliseconds. */
  take(batch: NewBatch, now: number): Receipt {
    const earlier = this.receiptOfEarlier(batch, now);
    if (earlier) return earlier;
    batch.admit?.(now);
    const messageIds: number[] = [];
    const batchId = this.nextId;
    let scheduled = false;
    for (const priced of batch.submissions) {
      const later = (priced.submission.sendAt ?? now) > now;
      scheduled ||= later;
      messageIds.push(...this.insert(priced, batchId, later, batch.drawGatewayId, now));
    }
    return { id: batchId, messageIds, scheduled, duplicate: false };
  }

  /** What the first submission of that stop_dup_id since the Unix time was told. */
  earlier(account: string, stopDupId: number, since: number): Receipt | undefined {
    return this.remembered(account, stopDupId, since)?.receipt;
  }

  private remembered(account: string, stopDupId: number, since: number) {
    const earlier = this.sql.duplicate.get(account, stopDupId, since);
    if (!earlier) return undefined;
    const messages = this.sql.batch.all({ id: earlier.id });
    const receipt: Receipt = {
      id: earlier.id,
      messageIds: messages.map(({ id }) => id),
      scheduled: messages.some(({ scheduled }) => scheduled === 1),
      duplicate: true,
    };
    return { messages, receipt };
  }

  private receiptOfEarlier({ submissions, duplicateMemory }: NewBatch, now: number): Receipt | undefined {
    const { account, stopDupId } = submissions[0]!.submission;
    if (stopDupId === undefined) return undefined;
    const earlier = this.remembered(account, stopDupId, now - duplicateMemory);
    if (!earlier) return undefined;
    const { messages, receipt } = earlier;
    const asked = submissions.flatMap(({ submission: { recipients, ...request } }) =>
      recipients.map((recipient) => `${recipient} ${JSON.stringify(request)}`),
    );
    const differs =
      messages.map(({ recipient, request }) => `${recipient} ${request}`).join() !== asked.join();
    return { ...receipt, differs };
  }

  private insert(
    { submission, policy, parts }: PricedSubmission,
    batchId: number,
    scheduled: boolean,
    drawGatewayId: () => number,
    now: number,
  ): number[] {
    const { recipients, ...request } = submission;
    const startsAt = scheduled ? submission.sendAt! : now;
    const messageIds = recipients.map(() => this.nextId++);
    const id = messageIds[0]!;
    this.sql.insertSubmission.run(
      id,
      id === batchId ? null : batchId,
      submission.account,
      now,
      scheduled ? 1 : 0,
      submission.stopDupId ?? null,
      JSON.stringify(request),
      this.written(policy),
    );
    recipients.forEach((recipient, i) =>
      this.sql.insertMessage.run(
        messageIds[i],
        id,
        recipient,
        parts,
        drawGatewayId(),
        startsAt,
        startsAt + policy.giveUpAfter,
        scheduled ? 'scheduled' : 'queued',
        policy.priority === 'high' ? 1 : 0,
        scheduled ? startsAt : 0,
      ),
    );
    return messageIds;
  }

  private written(policy: Policy): string {
    let text = this.policies.get(policy);
    if (text === undefined) this.policies.set(policy, (text = JSON.stringify(policy)));
    return text;
  }
}
