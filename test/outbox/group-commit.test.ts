import { expect, it } from 'vitest';
import { settle, SimulatedClock } from '../support/simulated-clock';
import { temporaryOutbox } from '../support/temporary-outbox';

it('work that nobody hurries waits for company, and then shares a commit that somebody waits for', async () => {
  const clock = new SimulatedClock();
  const { commits } = temporaryOutbox(clock).outbox;
  const order: string[] = [];
  void commits.write(() => order.push('first'), true);
  await clock.advance(49);
  void commits.write(() => order.push('second'), true);
  await commits.write(() => order.push('hurried too early'));
  expect(order).toEqual(['hurried too early']);
  await clock.advance(1);
  await commits.write(() => order.push('hurried'));
  expect(order).toEqual(['hurried too early', 'hurried', 'first', 'second']);
  expect(clock.pending).toBe(0);
});

it('a crowd that nobody hurries goes with the next commit at once', async () => {
  const { commits } = temporaryOutbox(new SimulatedClock()).outbox;
  let done = 0;
  for (let i = 0; i < 16; i++) void commits.write(() => done++, true);
  await commits.write(() => undefined);
  expect(done).toBe(16);
});

it('those who wait for what is urgent are told before the others of its commit', async () => {
  const clock = new SimulatedClock();
  const { commits } = temporaryOutbox(clock).outbox;
  const told: string[] = [];
  void commits.write(() => undefined, true).then(() => told.push('unhurried'));
  await clock.advance(50);
  void commits
    .write(() => undefined)
    .then(() => undefined)
    .then(() => told.push('hurried'));
  await settle();
  expect(told).toEqual(['hurried', 'unhurried']);
});

it('work that nobody hurries is on disk soon all the same', async () => {
  const clock = new SimulatedClock();
  const { commits } = temporaryOutbox(clock).outbox;
  let done = false;
  void commits.write(() => undefined, true).then(() => (done = true));
  await clock.advance(99);
  expect(done).toBe(false);
  await clock.advance(1);
  expect(done).toBe(true);
});

it('work that refuses before it has written anything lets its neighbours through in one go', async () => {
  const { outbox, database } = temporaryOutbox(new SimulatedClock());
  const runs: string[] = [];
  const probe = database.prepare('INSERT INTO probe (at) VALUES (?)');
  const refuse = () => {
    runs.push('refused');
    throw new Error('no');
  };
  const write = (at: number) => () => {
    runs.push(`written ${at}`);
    probe.run(at);
  };
  const all = await Promise.allSettled(
    [write(1), refuse, write(2)].map((work) => outbox.commits.write(work)),
  );
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(runs).toEqual(['written 1', 'refused', 'written 2']);
  expect(database.prepare('SELECT at FROM probe ORDER BY at').pluck().all()).toEqual([1, 2]);
});

it('work that throws with something written takes back its own writing only', async () => {
  const { outbox, database } = temporaryOutbox(new SimulatedClock());
  const probe = database.prepare('INSERT INTO probe (at) VALUES (?)');
  const all = await Promise.allSettled([
    outbox.commits.write(() => probe.run(1)),
    outbox.commits.write(() => {
      probe.run(2);
      throw new Error('after writing');
    }),
    outbox.commits.write(() => probe.run(3)),
  ]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(database.prepare('SELECT at FROM probe ORDER BY at').pluck().all()).toEqual([1, 3]);
});
