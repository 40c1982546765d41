import type { Database } from 'better-sqlite3';
import type { MessageFilter } from '../ports';

/** The condition that each part of a filter stands for. */
const CONDITIONS = {
  account: 's.account = @account',
  state: 'm.state = @state',
  above: 'm.id > @above',
  below: 'm.id < @below',
  // These two by an index: clients ask again and again what became of a message.
  batchId: `m.submission_id IN (SELECT id FROM submission WHERE id = @batchId AND batch_id IS NULL
    UNION ALL SELECT id FROM submission WHERE batch_id = @batchId)`,
  sourceId: 'm.submission_id IN (SELECT id FROM submission WHERE source_id = @sourceId)',
  acceptedAfter: 's.created_at > @acceptedAfter',
  acceptedBefore: 's.created_at < @acceptedBefore',
} as const satisfies Partial<Record<keyof MessageFilter, string>>;

/** Finds the ids of messages. */
export function createMessageFinder(database: Database): (filter: MessageFilter) => number[] {
  function find({ limit, oldestFirst, ...filter }: MessageFilter): number[] {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const where = given.map(([name]) => CONDITIONS[name as keyof typeof CONDITIONS]).join(' AND ');
    return database
      .prepare(
        `SELECT m.id FROM message m JOIN submission s ON s.id = m.submission_id
         ${where && `WHERE ${where}`} ORDER BY m.id ${oldestFirst ? 'ASC' : 'DESC'} LIMIT @limit`,
      )
      .pluck()
      .all({ ...Object.fromEntries(given), limit }) as number[];
  }

  return ({ states, limit = 100, oldestFirst = false, ...filter }) => {
    if (!states) return find({ ...filter, limit, oldestFirst });
    // State by state each is found in order; together all that are in them would be sorted.
    const found = states.flatMap((state) => find({ ...filter, state, limit, oldestFirst }));
    return found.sort((a, b) => (oldestFirst ? a - b : b - a)).slice(0, limit);
  };
}
