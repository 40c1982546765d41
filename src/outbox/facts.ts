import type { Database } from 'better-sqlite3';
import type { AttemptFact, MessageFacts, SegmentFact } from '../submission/facts';
import type { Outcome } from '../submission/outcome';

type Row = Record<string, unknown>;

/** Reads the rows of one message and folds them into its facts. */
export function createFactsReader(database: Database): (id: number) => MessageFacts | undefined {
  const message = database.prepare<unknown[], Row>(
    `SELECT m.*, s.request, s.policy, coalesce(s.batch_id, s.id) AS batch_id FROM message m JOIN submission s ON s.id = m.submission_id WHERE m.id = ?`,
  );
  const attempts = database.prepare<unknown[], Row>(`SELECT * FROM attempt WHERE message_id = ? ORDER BY id`);
  const segments = database.prepare<unknown[], Row>(
    `SELECT * FROM segment WHERE message_id = ? ORDER BY attempt_id, sequence`,
  );
  return (id) => {
    const row = message.get(id);
    return row && fold(row, attempts.all(id), segments.all(id));
  };
}

const fold = (row: Row, attempts: Row[], segments: Row[]): MessageFacts => ({
  id: row['id'] as number,
  submissionId: row['submission_id'] as number,
  batchId: row['batch_id'] as number,
  recipient: row['recipient'] as string,
  submission: JSON.parse(row['request'] as string) as MessageFacts['submission'],
  policy: JSON.parse(row['policy'] as string) as MessageFacts['policy'],
  parts: row['parts'] as number,
  gatewayId: row['gateway_id'] as number,
  startsAt: row['starts_at'] as number,
  expiresAt: row['expires_at'] as number,
  state: row['state'] as MessageFacts['state'],
  cancelled: row['cancelled'] === 1,
  revision: row['revision'] as number,
  attempts: attempts.map(toAttempt),
  segments: segments.map(toSegment),
});

const toAttempt = (row: Row): AttemptFact => ({
  id: row['id'] as number,
  via: row['via'] as AttemptFact['via'],
  name: row['name'] as string,
  startedAt: row['started_at'] as number,
  endedAt: row['ended_at'] as number | null,
  outcome: row['outcome'] === null ? null : (JSON.parse(row['outcome'] as string) as Outcome),
  reportStatus: row['report_status'] as number | null,
  reportedAt: row['reported_at'] as number | null,
});

const toSegment = (row: Row): SegmentFact => ({
  attemptId: row['attempt_id'] as number,
  sequence: row['sequence'] as number,
  total: row['total'] as number,
  intentAt: row['intent_at'] as number,
  outcome: row['outcome'] as SegmentFact['outcome'],
  reference: row['reference'] as number | null,
  reportStatus: row['report_status'] as number | null,
});
