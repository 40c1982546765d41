import type { Database } from 'better-sqlite3';

export interface Counted {
  /** Unix time in milliseconds. */
  at: number;
  count: number;
}

/** What an account was accepted since a time: messages by submission. Reads backwards from the newest, and no further. */
export function createAcceptedCounter(database: Database) {
  const newest = database.prepare<unknown[], Counted & { account: string }>(
    `SELECT s.account, s.created_at AS at,
       (SELECT count(*) FROM message WHERE submission_id = s.id) AS count FROM submission s ORDER BY s.id DESC`,
  );
  return (account: string, since: number): Counted[] => {
    const counted: Counted[] = [];
    for (const row of newest.iterate()) {
      if (row.at <= since) break;
      if (row.account === account) counted.unshift({ at: row.at, count: row.count });
    }
    return counted;
  };
}

/** Segments that a modem was given since a time. */
export function createSubmittedCounter(database: Database) {
  const newest = database.prepare<unknown[], Counted & { startedAt: number }>(
    `SELECT a.started_at AS startedAt, s.intent_at AS at, 1 AS count
     FROM attempt a JOIN segment s ON s.attempt_id = a.id WHERE a.name = ? AND a.via = 'modem' ORDER BY a.id DESC`,
  );
  return (modem: string, since: number): Counted[] => {
    const counted: Counted[] = [];
    for (const { startedAt, at, count } of newest.iterate(modem)) {
      if (startedAt <= since) break;
      counted.unshift({ at, count });
    }
    return counted;
  };
}
