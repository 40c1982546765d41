import type { Database } from 'better-sqlite3';
import type { Queue } from '../ports';
import type { AttemptFact, MessageFacts } from '../submission/facts';
import type { Outcome } from '../submission/outcome';
import { unsupportedBy } from '../submission/unsupported';
import {
  MESSAGE_STATES,
  type AttemptView,
  type MessageState,
  type MessageView,
  type SegmentView,
} from '../submission/view';
import { createBatchReader } from './batches';
import { createFactsReader } from './facts';
import { createMessageFinder } from './finder';

/** Reads messages as their owners see them. */
export function createQueue(database: Database): Queue {
  const find = createMessageFinder(database);
  const counts = database.prepare<unknown[], { state: MessageState; n: number }>(
    `SELECT state, n FROM message_count`,
  );
  const show = createMessageReader(database);
  return {
    show,
    batch: createBatchReader(database),
    list: (filter = {}) => find(filter).flatMap((id) => show(id) ?? []),
    counts: () => ({
      ...(Object.fromEntries(MESSAGE_STATES.map((state) => [state, 0])) as Record<MessageState, number>),
      ...Object.fromEntries(counts.all().map(({ state, n }) => [state, n])),
    }),
  };
}

interface Head {
  via: MessageView['route']['via'];
  reason: string | null;
  createdAt: number;
}

interface SegmentRow {
  sequence: number;
  total: number;
  outcome: Outcome['kind'] | null;
  reference: number | null;
  answeredAt: number | null;
  reportStatus: number | null;
  reportedAt: number | null;
}

function createMessageReader(database: Database): Queue['show'] {
  const readFacts = createFactsReader(database);
  const head = database.prepare<unknown[], Head>(
    `SELECT m.via, m.reason, s.created_at AS createdAt
     FROM message m JOIN submission s ON s.id = m.submission_id WHERE m.id = ?`,
  );
  const segments = database.prepare<unknown[], SegmentRow>(
    `SELECT sequence, total, outcome, reference, answered_at AS answeredAt, report_status AS reportStatus,
       reported_at AS reportedAt
     FROM segment WHERE message_id = ? ORDER BY attempt_id, sequence`,
  );
  return (id) => {
    const facts = readFacts(id);
    return facts && viewMessage(facts, head.get(id)!, segments.all(id));
  };
}

function viewMessage(
  facts: MessageFacts,
  { via, reason, createdAt }: Head,
  segments: SegmentRow[],
): MessageView {
  const { content, messageClass, protocolId, sender, sourceId, account } = facts.submission;
  return {
    id: facts.id,
    submission: { id: facts.batchId, date: iso(createdAt) },
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
      notes: notesOf(facts),
      attempts: facts.attempts.map(viewAttempt),
      segments: segments.map(viewSegment),
    },
  };
}

/** Of each path that tried it: what it left out. */
function notesOf({ attempts, submission }: MessageFacts): string[] {
  const tried = new Set(
    attempts
      .filter(({ outcome }) => outcome?.kind === 'accepted' || outcome?.kind === 'inDoubt')
      .map(({ via }) => via),
  );
  return [...tried].flatMap((via) =>
    unsupportedBy(via, submission).map((what) => `the ${via} cannot carry ${what}; sent without it`),
  );
}

const viewAttempt = ({
  via,
  name,
  startedAt,
  endedAt,
  outcome,
  reportStatus,
  reportedAt,
}: AttemptFact): AttemptView => ({
  via,
  name,
  startedAt: iso(startedAt),
  endedAt: endedAt === null ? null : iso(endedAt),
  outcome: outcome?.kind ?? null,
  code: outcome?.code ?? null,
  detail: outcome?.detail ?? null,
  batchId: outcome?.kind === 'accepted' ? (outcome.batchId ?? null) : null,
  reportStatus,
  reportedAt: reportedAt === null ? null : iso(reportedAt),
});

const viewSegment = ({ answeredAt, reportedAt, ...row }: SegmentRow): SegmentView => ({
  ...row,
  submittedAt: row.outcome === 'accepted' && answeredAt !== null ? iso(answeredAt) : null,
  reportedAt: reportedAt === null ? null : iso(reportedAt),
});

const iso = (at: number) => new Date(at).toISOString();
