import { expect, it } from 'vitest';
import { settle, SimulatedClock } from '../support/simulated-clock';
import { temporaryOutbox } from '../support/temporary-outbox';

it('work that nobody hurries shares a commit with the next that somebody waits for', async () => {
  const clock = new SimulatedClock();
  const { commits } = temporaryOutbox(clock).outbox;
  const order: string[] = [];
  void commits.write(() => order.push('unhurried'), true);
  await settle();
  expect(order).toEqual([]);
  await commits.write(() => order.push('hurried'));
  expect(order).toEqual(['unhurried', 'hurried']);
  expect(clock.pending).toBe(0);
});

it('work that nobody hurries is on disk soon all the same', async () => {
  const clock = new SimulatedClock();
  const { commits } = temporaryOutbox(clock).outbox;
  let done = false;
  void commits.write(() => undefined, true).then(() => (done = true));
  await clock.advance(49);
  expect(done).toBe(false);
  await clock.advance(1);
  expect(done).toBe(true);
});
