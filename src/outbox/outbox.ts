import type { Database } from 'better-sqlite3';
import type { Clock, Segment, SegmentResult } from '../ports';
import type { MessageFacts, Rest } from '../submission/facts';
import type { Outcome } from '../submission/outcome';
import type { PathKind, Receipt } from '../submission/submission';
import { Acceptance, type NewBatch } from './acceptance';
import { newestSubmission } from './clock-shift';
import { createFactsReader } from './facts';
import { GroupCommit } from './group-commit';

/** An attempt and what came of it. */
export interface EndedAttempt {
  via: PathKind;
  name: string;
  kind: Outcome['kind'];
}

/** Messages that a path's return wakes in one commit. */
const WAKE_BATCH = 200;

/** Writes domain facts; every promise resolves once they are on disk. One instance per file. */
export class Outbox {
  readonly commits: GroupCommit;
  /** All that is known of a message. */
  readonly facts: (messageId: number) => MessageFacts | undefined;
  /** Told of every attempt whose result is being recorded. */
  onAttemptEnded: (attempt: EndedAttempt) => void = () => undefined;
  /** Told of every message that comes to rest, inside the commit that lays it down. */
  onResting: (messageId: number) => void = () => undefined;
  private readonly acceptance: Acceptance;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    onFailure?: (error: Error) => void,
    check?: () => void,
  ) {
    this.facts = createFactsReader(database);
    this.commits = new GroupCommit(database, clock, onFailure, check);
    this.acceptance = new Acceptance(database);
    const statement = <Row = unknown>(sql: string) => database.prepare<unknown[], Row>(sql);
    this.sql = {
      insertAttempt: statement(`INSERT INTO attempt (message_id, via, name, started_at) VALUES (?, ?, ?, ?)`),
      endAttempt: statement<EndedAttempt>(
        `UPDATE attempt SET ended_at = ?, outcome = ? WHERE id = ? RETURNING via, name, kind`,
      ),
      routing: statement(`UPDATE message SET state = 'routing', via = ? WHERE id = ?`),
      intendSegment: statement(
        `INSERT INTO segment (attempt_id, sequence, total, message_id, recipient, pdu, intent_at)
         SELECT ?, ?, ?, id, recipient, ?, ? FROM message WHERE id = ?`,
      ),
      answerSegment: statement(
        `UPDATE segment SET outcome = ?, answered_at = ?, reference = coalesce(?, reference)
         WHERE attempt_id = ? AND sequence = ?`,
      ),
      settleSegment: statement<{ id: number }>(
        `UPDATE segment SET outcome = 'accepted', answered_at = ?, reference = coalesce(reference, ?)
         WHERE attempt_id = ? AND sequence = ? AND outcome = 'inDoubt' RETURNING message_id AS id`,
      ),
      reopen: statement(
        `UPDATE message SET open = 1, wake_at = 0, awaits = NULL, revision = revision + 1 WHERE id = ?`,
      ),
      rest: statement(
        `UPDATE message SET state = @state, state_at = iif(state = @state, state_at, @now), via = @via, reason = @reason, awaits = @awaits,
           open = iif(revision = coalesce(@revision, revision), @open, 1),
           wake_at = iif(revision = coalesce(@revision, revision), @wakeAt, 0)
         WHERE id = @id`,
      ),
      wake: statement<{ id: number }>(
        `UPDATE message SET wake_at = 0, awaits = NULL WHERE id IN (SELECT id FROM message
           WHERE awaits = @awaits AND high = @high AND id > @after AND open = 1 ORDER BY id LIMIT ${WAKE_BATCH})
         RETURNING id`,
      ),
      wakePaused: statement(
        `UPDATE message SET wake_at = 0, awaits = NULL, revision = revision + 1,
           starts_at = min(starts_at, @now), expires_at = min(expires_at, expires_at - starts_at + @now)
         WHERE open = 1 AND (wake_at > @now OR starts_at > @now)
           AND NOT (SELECT scheduled FROM submission WHERE id = submission_id)`,
      ),
      // Its route decides, once a path is up; what certainly never went out may be called cancelled before that.
      cancel: statement(
        `UPDATE message SET cancelled = 1, open = 1, wake_at = 0, awaits = NULL, revision = revision + 1,
           state = iif(EXISTS (SELECT 1 FROM attempt WHERE message_id = message.id
               AND (kind IS NULL OR kind IN ('accepted', 'inDoubt')))
             OR EXISTS (SELECT 1 FROM segment WHERE message_id = message.id
               AND (outcome IS NULL OR outcome IN ('accepted', 'inDoubt'))), state, 'cancelled')
         WHERE id = ?`,
      ),
      retry: statement(
        `UPDATE message SET open = 1, wake_at = 0, awaits = NULL, state = 'queued', reason = NULL, cancelled = 0, revision = revision + 1,
         starts_at = @now, expires_at = @now + expires_at - starts_at WHERE id = @id`,
      ),
      now: statement<{ id: number }>(
        `SELECT id FROM message WHERE open = 1 AND wake_at = 0 AND high = ? ORDER BY id LIMIT ?`,
      ),
      later: statement<{ id: number }>(
        `SELECT id FROM message WHERE open = 1 AND wake_at > 0 AND wake_at <= ? AND high = ? ORDER BY wake_at LIMIT ?`,
      ),
      probe: statement(`INSERT INTO probe (at) VALUES (?)`),
      forgetProbes: statement(`DELETE FROM probe`),
      receive: statement(`INSERT INTO inbound (modem, received_at, pdu) VALUES (?, ?, ?)`),
      expired: statement<{ id: number }>(
        `SELECT id FROM message WHERE open = 1 AND expires_at <= @now AND wake_at <= @now ORDER BY expires_at LIMIT @limit`,
      ),
      nextWake: statement<{ at: number | null }>(
        `SELECT min(at) AS at FROM (
           SELECT min(wake_at) AS at FROM message WHERE open = 1 AND high = 1 AND wake_at > 0 AND wake_at > @now
           UNION ALL SELECT min(wake_at) FROM message WHERE open = 1 AND high = 0 AND wake_at > 0 AND wake_at > @now
           UNION ALL SELECT min(expires_at) FROM message WHERE open = 1 AND expires_at > @now)`,
      ),
    };
  }

  private readonly sql;

  /** Takes a batch; a stop_dup_id that is remembered gets the first one's receipt. */
  accept(batch: NewBatch): Promise<Receipt> {
    return this.commits.write(() => this.acceptance.take(batch, this.clock.now()));
  }

  /** What the first submission of a stop_dup_id was told, where that is not longer ago than `memory` milliseconds. */
  earlier(account: string, stopDupId: number, memory: number): Receipt | undefined {
    return this.acceptance.earlier(account, stopDupId, this.clock.now() - memory);
  }

  /** Records that an attempt is about to begin; resolves to its id. */
  beginAttempt(messageId: number, via: PathKind, name: string): Promise<number> {
    return this.commits.writeSurely(() => this.insertAttempt(messageId, via, name));
  }

  endAttempt(attemptId: number, outcome: Outcome): Promise<void> {
    return this.commits.writeSurely(() => {
      this.finishAttempt(attemptId, outcome);
    });
  }

  /**
   * Records that a segment is about to be written; the first of an attempt begins it. Resolves to the attempt's id, or
   * rejects where the disk refuses: the segment is given up then, and its intent must not be found there later.
   */
  intendSegment(
    messageId: number,
    attemptId: number | undefined,
    segment: Segment,
    modem: string,
  ): Promise<number> {
    return this.commits.write(() => {
      const id = attemptId ?? this.insertAttempt(messageId, 'modem', modem);
      this.sql.intendSegment.run(
        id,
        segment.sequence,
        segment.total,
        segment.pdu,
        this.clock.now(),
        messageId,
      );
      return id;
    });
  }

  /** Records what a segment's exchange came to; `ends` is the attempt's outcome where it ends with this. */
  answerSegment(attemptId: number, sequence: number, result: SegmentResult, ends?: Outcome): Promise<void> {
    return this.commits.writeSurely(() => {
      const now = this.clock.now();
      this.sql.answerSegment.run(result.kind, now, result.reference ?? null, attemptId, sequence);
      if (ends) this.finishAttempt(attemptId, ends);
    });
  }

  /** Records that a segment in doubt was taken after all, and opens its message for decision. */
  settleSegment(attemptId: number, sequence: number, reference: number): Promise<void> {
    return this.commits.writeSurely(() => {
      const settled = this.sql.settleSegment.get(this.clock.now(), reference, attemptId, sequence);
      if (settled) this.sql.reopen.run(settled.id);
    });
  }

  /**
   * Lays a message down until its wake time, or for good; resolves to how. `decide` runs in the commit.
   * @param revision that of the facts it was decided from; where it has grown since, the message is decided anew
   * @param unhurried other commits are sure to follow soon: it may share one of theirs
   */
  rest(
    messageId: number,
    decide: () => Rest,
    revision: number | null = null,
    unhurried = false,
  ): Promise<Rest> {
    return this.commits.writeSurely(() => {
      const decided = decide();
      const { wakeAt, ...rest } = decided;
      this.sql.rest.run({
        ...rest,
        id: messageId,
        now: this.clock.now(),
        revision,
        open: wakeAt === null ? 0 : 1,
        wakeAt: wakeAt ?? 0,
      });
      this.onResting(messageId);
      return decided;
    }, unhurried);
  }

  /**
   * Lets all that waits for this path be decided anew, high priority first, a batch to a commit: a long queue must not
   * hold up everybody else. After each batch `goOn` says whether the rest is still wanted.
   */
  async wake(path: PathKind, goOn: () => boolean): Promise<void> {
    for (const high of [1, 0]) {
      for (const awaits of [path, 'any']) {
        let woken: number[];
        let after = 0;
        do {
          const batch = { awaits, high, after };
          woken = await this.commits.writeSurely(() => this.sql.wake.all(batch).map(({ id }) => id));
          if (!goOn()) return;
          after = Math.max(...woken);
        } while (woken.length === WAKE_BATCH);
      }
    }
  }

  /** Lets all that pauses at `now`, but for what is scheduled, be decided anew, as if what came in later had come now. */
  wakePaused(now: number): Promise<void> {
    return this.commits.writeSurely(() => void this.sql.wakePaused.run({ now }));
  }

  /** Unix time of the newest submission; 0 without any. */
  newest(): number {
    return newestSubmission(this.database);
  }

  /** Writes something that means nothing, to learn whether the disk takes it. */
  probe(): Promise<void> {
    return this.commits.write(() => {
      this.sql.forgetProbes.run();
      this.sql.probe.run(this.clock.now());
    });
  }

  /** Keeps an SMS-DELIVER as it came. */
  receive(modem: string, pdu: string): Promise<void> {
    return this.commits.writeSurely(() => void this.sql.receive.run(modem, this.clock.now(), pdu));
  }

  cancel(messageId: number): Promise<void> {
    return this.commits.write(() => void this.sql.cancel.run(messageId));
  }

  /** Opens a message that had ended; its times begin anew. */
  retry(messageId: number): Promise<void> {
    return this.commits.write(() => void this.sql.retry.run({ now: this.clock.now(), id: messageId }));
  }

  /** Messages whose next decision is due at `now`, of one priority, in the order of the queue; of many that slept, those that woke first. */
  due(high: boolean, limit: number, now: number): number[] {
    const flag = high ? 1 : 0;
    const later = this.sql.later.all(now, flag, limit);
    return [...later, ...this.sql.now.all(flag, limit)]
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .slice(0, limit);
  }

  /** Messages that are open past their time at `now`, whatever they wait for. */
  expired(limit: number, now: number): number[] {
    return this.sql.expired.all({ now, limit }).map(({ id }) => id);
  }

  /** Unix time of the next wake or expiry after `now`. */
  nextWake(now: number): number | undefined {
    return this.sql.nextWake.get({ now })?.at ?? undefined;
  }

  private finishAttempt(attemptId: number, outcome: Outcome): void {
    const ended = this.sql.endAttempt.get(this.clock.now(), JSON.stringify(outcome), attemptId);
    if (ended) this.onAttemptEnded(ended);
  }

  private insertAttempt(messageId: number, via: PathKind, name: string): number {
    const { lastInsertRowid } = this.sql.insertAttempt.run(messageId, via, name, this.clock.now());
    this.sql.routing.run(via, messageId);
    return Number(lastInsertRowid);
  }
}
