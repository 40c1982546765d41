import type { Database } from 'better-sqlite3';
import type { Queue } from '../ports';
import type { AttemptFact, MessageFacts } from '../submission/facts';
import type { Outcome } from '../submission/outcome';
import type { AttemptView, MessageState, MessageView, SegmentView } from '../submission/view';
import { readFacts } from './facts';

const STATES: readonly MessageState[] = [
  'queued',
  'scheduled',
  'routing',
  'submitted',
  'delivered',
  'failed',
  'expired',
  'inDoubt',
  'cancelled',
];

/** Reads messages as their owners see them. */
export function createQueue(database: Database): Queue {
  const ids = database.prepare<unknown[], { id: number }>(
    `SELECT m.id FROM message m JOIN submission s ON s.id = m.submission_id
     WHERE (@account IS NULL OR s.account = @account) AND (@state IS NULL OR m.state = @state)
     ORDER BY m.id DESC LIMIT @limit`,
  );
  const counts = database.prepare<unknown[], { state: MessageState; n: number }>(
    `SELECT state, count(*) AS n FROM message GROUP BY state`,
  );
  const show = (id: number) => readMessage(database, id);
  return {
    show,
    list: ({ account, state, limit = 100 } = {}) =>
      ids.all({ account: account ?? null, state: state ?? null, limit }).flatMap(({ id }) => show(id) ?? []),
    counts: () => ({
      ...(Object.fromEntries(STATES.map((state) => [state, 0])) as Record<MessageState, number>),
      ...Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
    }),
  };
}

function readMessage(database: Database, id: number): MessageView | undefined {
  const facts = readFacts(database, id);
  if (!facts) return undefined;
  const {
    via,
    reason,
    created_at: createdAt,
  } = database
    .prepare(
      `SELECT m.via, m.reason, s.created_at FROM message m JOIN submission s ON s.id = m.submission_id WHERE m.id = ?`,
    )
    .get(id) as { via: MessageView['route']['via']; reason: string | null; created_at: number };
  const { content, messageClass, protocolId, sender, sourceId, account } = facts.submission;
  return {
    id,
    submission: { id: facts.submissionId, date: iso(createdAt) },
    account,
    to: facts.recipient,
    body: content.alphabet === '8bit' ? content.octets : content.text,
    alphabet: content.alphabet,
    messageClass: messageClass ?? null,
    protocolId,
    sender: sender ?? null,
    sourceId: sourceId ?? null,
    numberOfParts: facts.parts,
    route: {
      state: facts.state,
      via,
      reason,
      attempts: facts.attempts.map(viewAttempt),
      segments: viewSegments(database, facts),
    },
  };
}

const viewAttempt = ({ via, name, startedAt, endedAt, outcome }: AttemptFact): AttemptView => ({
  via,
  name,
  startedAt: iso(startedAt),
  endedAt: endedAt === null ? null : iso(endedAt),
  outcome: outcome?.kind ?? null,
  code: outcome?.code ?? null,
  detail: outcome?.detail ?? null,
});

function viewSegments(database: Database, { id }: MessageFacts): SegmentView[] {
  const rows = database
    .prepare(
      `SELECT sequence, total, outcome, reference, answered_at, report_status, reported_at
       FROM segment WHERE message_id = ? ORDER BY attempt_id, sequence`,
    )
    .all(id) as {
    sequence: number;
    total: number;
    outcome: Outcome['kind'] | null;
    reference: number | null;
    answered_at: number | null;
    report_status: number | null;
    reported_at: number | null;
  }[];
  return rows.map((row) => ({
    sequence: row.sequence,
    total: row.total,
    outcome: row.outcome,
    reference: row.reference,
    submittedAt: row.outcome === 'accepted' && row.answered_at !== null ? iso(row.answered_at) : null,
    reportStatus: row.report_status,
    reportedAt: row.reported_at === null ? null : iso(row.reported_at),
  }));
}

const iso = (at: number) => new Date(at).toISOString();
