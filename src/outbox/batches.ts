import type { Database } from 'better-sqlite3';
import type { BatchMessage, Queue } from '../ports';
import type { MessageState } from '../submission/view';

interface Row {
  recipient: string;
  request: string;
  parts: number;
  state: MessageState;
  createdAt: number;
  stateAt: number | null;
  code: string | null;
  gatewayStatus: number | null;
  reportStatus: number | null;
}

/** What tells the status of a message, for a query over `message m` and `submission s`. */
const COLUMNS = `m.recipient, s.request, m.parts, m.state, s.created_at AS createdAt, m.state_at AS stateAt,
  (SELECT outcome ->> 'code' FROM attempt WHERE message_id = m.id AND outcome IS NOT NULL ORDER BY id DESC LIMIT 1) AS code,
  (SELECT report_status FROM attempt WHERE message_id = m.id AND report_status IS NOT NULL ORDER BY id DESC LIMIT 1)
    AS gatewayStatus,
  (SELECT max(report_status) FROM segment WHERE message_id = m.id AND report_status >= 64) AS reportStatus`;

/** Reads what became of the recipients of a batch. */
export function createBatchReader(database: Database): Queue['batch'] {
  const rows = database.prepare<unknown[], Row>(
    `SELECT ${COLUMNS} FROM submission s JOIN message m ON m.submission_id = s.id
     WHERE s.account = @account AND (s.id = @id AND s.batch_id IS NULL OR s.batch_id = @id) ORDER BY m.id`,
  );
  return (account, id) => rows.all({ account, id }).map(toBatchMessage);
}

/** A message as its owner is told of it. */
export interface ToldMessage extends BatchMessage {
  account: string;
  batchId: number;
  /** Status that its owner was told last. */
  told: number | null;
}

/** Reads one message for a push. */
export function createToldReader(database: Database): (messageId: number) => ToldMessage | undefined {
  const row = database.prepare<unknown[], Row & { account: string; batchId: number; told: number | null }>(
    `SELECT ${COLUMNS}, s.account, coalesce(s.batch_id, s.id) AS batchId, m.told
     FROM message m JOIN submission s ON s.id = m.submission_id WHERE m.id = ?`,
  );
  return (messageId) => {
    const found = row.get(messageId);
    if (!found) return undefined;
    const { account, batchId, told } = found;
    return { ...toBatchMessage(found), account, batchId, told };
  };
}

const toBatchMessage = ({ request, ...row }: Row): BatchMessage => ({
  ...row,
  submission: JSON.parse(request) as BatchMessage['submission'],
});
