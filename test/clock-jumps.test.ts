import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../src/config/load';
import { createEngine } from '../src/engine';
import { silentLogger } from './support/silent-logger';
import { settle, SimulatedClock } from './support/simulated-clock';
import { aSubmission } from './support/submissions';
import { temporaryFolder } from './support/temporary-outbox';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** The engine with a modem that is never there. */
async function start(clock: SimulatedClock, folder = temporaryFolder()) {
  const config = parseConfig(
    `
data: ./outbox.db
accounts: [{ username: panel, password: secret }]
modems: [{ name: stick, port: ./none }]
policies: { default: { giveUpAfter: 1h } }`,
    join(folder, 'c.yaml'),
  );
  const engine = await createEngine({ config, logger: silentLogger, clock });
  let running = true;
  const stop = async () => {
    if (!running) return;
    running = false;
    await engine.halt();
    await engine.close();
  };
  onTestFinished(stop);
  await engine.start();
  const accept = async (changes = {}) => (await engine.intake.submit(aSubmission(changes))).id;
  const stateOf = (id: number) => engine.queue.show(id)?.route.state;
  return { status: () => engine.status(), accept, stateOf, stop, folder };
}

it('a Pi that booted in 1970 and was then set by NTP expired everything that it had taken', async () => {
  const clock = new SimulatedClock(0);
  const { accept, stateOf, status } = await start(clock);
  const id = await accept();
  expect(status().alerts.map(({ about }) => about)).toEqual(['clock']);
  await clock.advance(60_000);
  clock.set(56 * YEAR);
  await clock.advance(58 * 60_000);
  expect(stateOf(id)).toBe('queued');
  expect(status().alerts.map(({ about }) => about)).not.toContain('clock');
  await clock.advance(2 * 60_000);
  expect(stateOf(id)).toBe('expired');
});

it('a machine in 1970 took no message: its time had fractions of a millisecond, which the outbox refuses', async () => {
  const clock = new SimulatedClock(0);
  // As performance.now() is; the simulated one counts whole milliseconds.
  const { monotonic } = clock;
  clock.monotonic = () => monotonic() * 1.000_01;
  const { accept, stateOf, status } = await start(clock);
  await clock.advance(12_345);
  expect(status().alerts.map(({ about }) => about)).toEqual(['clock']);
  expect(stateOf(await accept())).toBe('queued');
});

it('a clock that said 2099 for a while expired everything, and everything ended was deleted', async () => {
  const clock = new SimulatedClock();
  const { accept, stateOf } = await start(clock);
  const old = await accept();
  await clock.advance(2 * HOUR);
  const id = await accept();
  const scheduled = await accept({ sendAt: clock.now() + 24 * HOUR });
  clock.set(73 * YEAR);
  await clock.advance(50 * 60_000);
  expect([old, id, scheduled].map(stateOf)).toEqual(['expired', 'queued', 'scheduled']);
  await clock.advance(20 * 60_000);
  expect(stateOf(id)).toBe('expired');
});

it('a start in 2099 goes on from the newest submission: nothing is deleted or forgotten, and what is scheduled waits', async () => {
  const clock = new SimulatedClock();
  const first = await start(clock);
  const ended = await first.accept({ stopDupId: 1 });
  await clock.advance(2 * HOUR);
  const scheduled = await first.accept({ sendAt: clock.now() + 24 * HOUR });
  await first.stop();
  clock.set(73 * YEAR);
  const { accept, stateOf } = await start(clock, first.folder);
  await clock.advance(3 * HOUR);
  await settle();
  expect([ended, scheduled].map(stateOf)).toEqual(['expired', 'scheduled']);
  expect(await accept({ stopDupId: 1 })).toBe(ended);
});
