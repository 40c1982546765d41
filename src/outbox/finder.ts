import type { Database } from 'better-sqlite3';
import type { MessageFilter } from '../ports';

/** The condition that each part of a filter stands for. */
const CONDITIONS = {
  account: 's.account = @account',
  state: 'm.state = @state',
  states: 'm.state IN (SELECT value FROM json_each(@states))',
  above: 'm.id > @above',
  below: 'm.id < @below',
  batchId: 'coalesce(s.batch_id, s.id) = @batchId',
  sourceId: `s.request ->> 'sourceId' = @sourceId`,
  acceptedAfter: 's.created_at > @acceptedAfter',
  acceptedBefore: 's.created_at < @acceptedBefore',
} as const satisfies Partial<Record<keyof MessageFilter, string>>;

/** Finds the ids of messages. */
export function createMessageFinder(database: Database): (filter: MessageFilter) => number[] {
  return ({ limit = 100, oldestFirst = false, ...filter }) => {
    const given = Object.entries(filter).filter(([, value]) => value !== undefined);
    const where = given.map(([name]) => CONDITIONS[name as keyof typeof CONDITIONS]).join(' AND ');
    const values = Object.fromEntries(
      given.map(([name, value]) => [name, Array.isArray(value) ? JSON.stringify(value) : (value as unknown)]),
    );
    return database
      .prepare(
        `SELECT m.id FROM message m JOIN submission s ON s.id = m.submission_id
         ${where && `WHERE ${where}`} ORDER BY m.id ${oldestFirst ? 'ASC' : 'DESC'} LIMIT @limit`,
      )
      .pluck()
      .all({ ...values, limit }) as number[];
  };
}
