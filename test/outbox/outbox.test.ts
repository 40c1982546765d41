import type { Database } from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import {
  createQueue,
  lockOutbox,
  openForReading,
  openForWriting,
  Outbox,
  recoverInterrupted,
  Reports,
  Retention,
} from '../../src/outbox';
import type { MessageFilter } from '../../src/ports';
import type { Rest } from '../../src/submission/facts';
import { UnavailableError } from '../../src/submission/submission';
import { SimulatedClock } from '../support/simulated-clock';
import { aBatch } from '../support/submissions';
import { temporaryFolder, temporaryOutbox } from '../support/temporary-outbox';

const HOUR = 3_600_000;

function open() {
  const clock = new SimulatedClock();
  const { outbox, database, path } = temporaryOutbox(clock);
  const accept = (changes = {}, policy = {}) =>
    outbox.accept(aBatch(changes, policy, { drawGatewayId: () => 99 }));
  return { clock, outbox, database, path, accept, queue: createQueue(database) };
}

const atRest = (state: Rest['state']): Rest => ({
  state,
  via: 'modem',
  reason: null,
  wakeAt: null,
  awaits: null,
});

/** Leaves no room for what takes another page. */
function fill(database: Database) {
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true }) as number}`);
}

function makeRoom(database: Database) {
  database.pragma('max_page_count = 100000');
}

const segment = { sequence: 1, total: 1, length: 20, pdu: '00AB' };

describe('accepting', () => {
  it('numbers submissions by their first message, and never uses a number twice', async () => {
    const { accept, database, path, clock } = open();
    expect(await accept({ recipients: ['1', '2'] })).toMatchObject({ id: 1, messageIds: [1, 2] });
    database.exec('DELETE FROM message; DELETE FROM submission');
    const again = new Outbox(openForWriting(path), clock);
    expect((await again.accept(aBatch())).id).toBe(3);
  });

  it('answers a stop_dup_id used again with the first receipt, per account, for 48 hours', async () => {
    const { accept, clock } = open();
    const twins = await Promise.all([accept({ stopDupId: 5 }), accept({ stopDupId: 5 })]);
    expect(twins[0]).toMatchObject({ id: 1, duplicate: false });
    expect(twins[1]).toMatchObject({ id: 1, messageIds: [1], duplicate: true });
    expect(await accept({ stopDupId: 5, account: 'other' })).toMatchObject({ id: 2, duplicate: false });
    await clock.advance(48 * HOUR - 1);
    expect(await accept({ stopDupId: 5 })).toMatchObject({ id: 1, duplicate: true });
    await clock.advance(1);
    expect(await accept({ stopDupId: 5 })).toMatchObject({ id: 3, duplicate: false });
  });

  it('a submission for later waits for its time; one for the past does not', async () => {
    const { accept, outbox, clock } = open();
    expect(await accept({ sendAt: clock.now() + HOUR })).toMatchObject({ scheduled: true });
    expect(await accept({ sendAt: clock.now() - HOUR })).toMatchObject({ scheduled: false });
    expect(outbox.due(false, 10, clock.now())).toEqual([2]);
    expect(outbox.nextWake(clock.now())).toBe(clock.now() + HOUR);
    await clock.advance(HOUR);
    expect(outbox.due(false, 10, clock.now())).toEqual([1, 2]);
  });
});

describe('group commit', () => {
  it('one bad statement does not harm its neighbours in the same commit', async () => {
    const { outbox, accept, queue } = open();
    const bad = outbox.commits.write(() => {
      throw new Error('mine alone');
    });
    const good = accept();
    await expect(bad).rejects.toThrow('mine alone');
    expect(queue.show((await good).id)?.route.state).toBe('queued');
  });

  it('a full disk refuses new submissions and keeps what must not be lost until there is room', async () => {
    const { outbox, accept, database, clock, queue } = open();
    const { id } = await accept();
    const attempt = await outbox.beginAttempt(id, 'gateway', 'g');
    fill(database);
    const long = { content: { alphabet: '7bit' as const, text: 'x'.repeat(100_000) } };
    await expect(accept(long)).rejects.toBeInstanceOf(UnavailableError);
    expect(outbox.commits.isWritable).toBe(false);

    const result = outbox.endAttempt(attempt, {
      kind: 'refused',
      what: 'path',
      permanent: false,
      code: '40',
      detail: 'x'.repeat(100_000),
    });
    await clock.advance(500);
    makeRoom(database);
    await clock.advance(1_000);
    await result;
    expect(outbox.commits.isWritable).toBe(true);
    expect(queue.show(id)?.route.attempts).toMatchObject([{ code: '40' }]);
    expect(queue.counts().queued + queue.counts().routing).toBe(1);
  });

  it('an intent that a full disk refused is not found there later, when its segment was given up long ago', async () => {
    const { outbox, accept, database, clock, queue } = open();
    const { id } = await accept();
    fill(database);
    const intent = outbox.intendSegment(id, undefined, { ...segment, pdu: 'AB'.repeat(100_000) }, 'stick');
    await expect(intent).rejects.toBeInstanceOf(UnavailableError);
    makeRoom(database);
    await clock.advance(60_000);
    expect(queue.show(id)?.route).toMatchObject({ state: 'queued', attempts: [], segments: [] });
  });

  it('a full disk does not keep the process from ending', async () => {
    const { outbox, accept, database, clock } = open();
    const { id } = await accept();
    fill(database);
    const detail = 'x'.repeat(100_000);
    const waiting = outbox.beginAttempt(id, 'gateway', detail);
    await clock.advance(2_500);
    outbox.commits.end();
    await expect(waiting).rejects.toBeInstanceOf(UnavailableError);
    await expect(outbox.beginAttempt(id, 'gateway', detail)).rejects.toBeInstanceOf(UnavailableError);
    outbox.commits.close();
    makeRoom(database);
    await expect(outbox.beginAttempt(id, 'gateway', 'g')).rejects.toThrow('the outbox is closed');
    expect(clock.pending).toBe(0);
  });
});

describe('cancelling', () => {
  const inDoubt = { kind: 'inDoubt', detail: 'no answer' } as const;

  it('shows a message as cancelled that certainly never went out, though no path is up to decide it', async () => {
    const { clock, outbox, accept, queue } = open();
    const { id } = await accept();
    await outbox.endAttempt(await outbox.beginAttempt(id, 'gateway', 'g'), {
      kind: 'notSubmitted',
      detail: 'connection refused',
    });
    await outbox.cancel(id);
    expect(queue.show(id)?.route.state).toBe('cancelled');
    expect(outbox.due(false, 10, clock.now())).toEqual([id]);
  });

  it.each([
    [
      'an attempt is under way',
      async (outbox: Outbox, id: number) => outbox.beginAttempt(id, 'gateway', 'g'),
    ],
    [
      'an attempt is in doubt',
      async (outbox: Outbox, id: number) =>
        outbox.endAttempt(await outbox.beginAttempt(id, 'gateway', 'g'), inDoubt),
    ],
    [
      'a segment was taken',
      async (outbox: Outbox, id: number) => {
        const attempt = await outbox.intendSegment(id, undefined, segment, 'stick');
        const lost = { kind: 'notSubmitted', detail: 'the port is gone' } as const;
        await outbox.answerSegment(attempt, 1, { kind: 'accepted', reference: 7 }, lost);
      },
    ],
  ])('leaves it to the route while %s', async (_, happened) => {
    const { outbox, accept, queue } = open();
    const { id } = await accept();
    await happened(outbox, id);
    await outbox.cancel(id);
    expect(queue.show(id)?.route.state).toBe('routing');
    expect(outbox.facts(id)).toMatchObject({ cancelled: true });
  });
});

describe('after the process died', () => {
  it('an attempt at the gateway without a result is in doubt', async () => {
    const { outbox, database, accept, clock } = open();
    const { id } = await accept();
    await outbox.beginAttempt(id, 'gateway', 'g');
    expect(recoverInterrupted(database, clock.now())).toBe(1);
    expect(outbox.facts(id)?.attempts[0]?.outcome).toMatchObject({ kind: 'inDoubt', code: 'INTERRUPTED' });
  });

  it('a segment without an answer is in doubt; a stop between two segments is not', async () => {
    const { outbox, database, accept, clock } = open();
    const [a, b] = [(await accept()).id, (await accept()).id];
    await outbox.intendSegment(a, undefined, segment, 'stick');
    const attempt = await outbox.intendSegment(b, undefined, { ...segment, total: 2 }, 'stick');
    await outbox.answerSegment(attempt, 1, { kind: 'accepted', reference: 3 });
    expect(recoverInterrupted(database, clock.now())).toBe(1);
    expect(outbox.facts(a)).toMatchObject({
      attempts: [{ outcome: { kind: 'inDoubt' } }],
      segments: [{ outcome: 'inDoubt' }],
    });
    expect(outbox.facts(b)).toMatchObject({
      attempts: [{ outcome: { kind: 'notSubmitted' } }],
      segments: [{ outcome: 'accepted', reference: 3 }],
    });
  });

  it('a status report settles the doubt and opens the message again', async () => {
    const { outbox, database, accept, clock } = open();
    const { id } = await accept();
    await outbox.intendSegment(id, undefined, segment, 'stick');
    recoverInterrupted(database, clock.now());
    await outbox.rest(id, () => atRest('inDoubt'));
    expect(outbox.due(false, 9, clock.now())).toEqual([]);
    const reports = new Reports(database, outbox.commits, clock);
    expect(await reports.take({ reference: 9, address: '+447700900001', scts: null, status: 0 })).toBe(id);
    expect(outbox.due(false, 9, clock.now())).toEqual([id]);
    expect(outbox.facts(id)?.segments).toMatchObject([{ reference: 9, reportStatus: 0 }]);
  });
});

describe('what ended', () => {
  it('is deleted after its time, with all that belongs to it; what is open stays', async () => {
    const { outbox, database, accept, clock, queue } = open();
    const [ended, waiting] = [(await accept({ recipients: ['1', '2'] })).messageIds, (await accept()).id];
    for (const id of ended) {
      await outbox.intendSegment(id, undefined, segment, 'stick');
      await outbox.rest(id, () => atRest('submitted'));
    }
    new Retention(database, outbox.commits, clock, 90 * 24 * HOUR).start();
    await clock.advance(90 * 24 * HOUR);
    expect(queue.list()).toHaveLength(3);
    await clock.advance(3 * HOUR);
    expect(queue.list().map(({ id }) => id)).toEqual([waiting]);
    for (const table of ['attempt', 'segment']) {
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
    expect(database.prepare('SELECT count(*) FROM submission').pluck().get()).toBe(1);
  });
});

describe('the file', () => {
  it('is written with synchronous=FULL in WAL mode, on every open', () => {
    const { path } = open();
    for (let i = 0; i < 2; i++) {
      const database = openForWriting(path);
      expect(database.pragma('synchronous', { simple: true })).toBe(2);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      database.close();
    }
  });

  it('belongs to one process, and says so to the second', () => {
    const path = `${temporaryFolder()}/o.db`;
    const lock = lockOutbox(path);
    expect(() => lockOutbox(path)).toThrow(/another gsm-fallback has it open/);
    lock.release();
    lockOutbox(path).release();
  });

  it('is refused by name when it is newer, damaged, or out of reach', () => {
    const { path, database } = open();
    database.pragma('user_version = 99');
    expect(() => openForWriting(path)).toThrow(/outbox.db: schema version 99 is from a newer gsm-fallback/);
    expect(() => openForReading(path)).toThrow(/schema version 99, expected/);
    expect(() => openForWriting('/proc/nowhere/o.db')).toThrow(/^\/proc\/nowhere\/o.db: cannot be opened/);
    expect(() => openForReading('/nowhere/o.db')).toThrow(/^\/nowhere\/o.db: cannot be opened/);
  });
});

describe('a long queue', () => {
  const asleep = (awaits: Rest['awaits'], wakeAt: number): Rest => ({
    ...atRest('queued'),
    awaits,
    wakeAt,
  });

  it('stopped everything else while a path that came back woke it: now a batch to a commit, high priority first', async () => {
    const { accept, outbox, database, clock } = open();
    const ids = await Promise.all(
      Array.from({ length: 450 }, (_, i) => accept({}, { priority: i < 225 ? 'normal' : 'high' })),
    );
    const later = clock.now() + HOUR;
    await Promise.all(ids.map(({ id }, i) => outbox.rest(id, () => asleep(i % 2 ? 'modem' : 'any', later))));
    const awake = database.prepare('SELECT count(*) FROM message WHERE wake_at = 0').pluck();
    const seen: unknown[] = [];
    await outbox.wake('modem', () => seen.push(awake.get()) > 0);
    expect(seen.at(-1)).toBe(450);
    expect(Math.max(...seen.map((n, i) => Number(n) - Number(seen[i - 1] ?? 0)))).toBeLessThanOrEqual(200);
    expect(outbox.due(true, 1, clock.now())).toEqual([226]);
  });

  it('is not woken further once nobody wants it', async () => {
    const { accept, outbox, clock } = open();
    const ids = await Promise.all(Array.from({ length: 250 }, () => accept()));
    await Promise.all(ids.map(({ id }) => outbox.rest(id, () => asleep('modem', clock.now() + HOUR))));
    // Nothing of high priority waits: two empty batches, then the first.
    let batches = 0;
    await outbox.wake('modem', () => ++batches < 3);
    expect(outbox.due(false, 300, clock.now())).toHaveLength(200);
  });

  it('is counted without being read: the counts follow every change', async () => {
    const { accept, outbox, database, queue } = open();
    for (let i = 0; i < 4; i++) await accept();
    await outbox.rest(1, () => atRest('submitted'));
    await outbox.rest(2, () => atRest('submitted'));
    await outbox.rest(2, () => atRest('submitted'));
    database.exec('DELETE FROM message WHERE id = 1');
    expect(queue.counts()).toMatchObject({ queued: 2, submitted: 1, failed: 0 });
    const plan = database.prepare('EXPLAIN QUERY PLAN SELECT state, n FROM message_count').all();
    expect(JSON.stringify(plan)).not.toMatch(/SCAN message["\s]/);
  });

  it('was read from end to end for each look at a batch, a source_id or a status: each goes by an index', async () => {
    const { accept, outbox, database, queue } = open();
    for (const sourceId of ['a', 'b']) await accept({ recipients: ['1', '2'], sourceId });
    await outbox.rest(2, () => atRest('submitted'));
    const asked = vi.spyOn(database, 'prepare');
    const idsOf = (filter: MessageFilter) => queue.list(filter).map(({ id }) => id);
    expect(idsOf({ batchId: 3 })).toEqual([4, 3]);
    expect(idsOf({ sourceId: 'a', oldestFirst: true })).toEqual([1, 2]);
    expect(idsOf({ states: ['submitted', 'queued'], limit: 3 })).toEqual([4, 3, 2]);
    const statements = asked.mock.calls.map(([sql]) => sql);
    asked.mockRestore();
    expect(statements).toHaveLength(4);
    for (const sql of statements) {
      const unknown = Object.fromEntries(
        [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [String(name), 1] as const),
      );
      const plan = JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(unknown));
      expect(plan).toContain('SEARCH m USING');
      expect(plan).not.toContain('SCAN');
    }
  });

  it('of which all fell due at once is not sorted to find the first', async () => {
    const { accept, outbox, clock } = open();
    for (let i = 0; i < 3; i++) await accept();
    const now = clock.now();
    for (const id of [1, 2, 3]) await outbox.rest(id, () => asleep(null, now + id));
    expect(outbox.nextWake(now)).toBe(now + 1);
    expect(outbox.due(false, 2, now + 10)).toEqual([1, 2]);
  });
});
