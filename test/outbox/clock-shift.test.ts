import { expect, it } from 'vitest';
import { createClockShift } from '../../src/outbox';
import { SimulatedClock } from '../support/simulated-clock';
import { aBatch } from '../support/submissions';
import { temporaryOutbox } from '../support/temporary-outbox';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `before`: what an earlier process took in. */
async function start(before: () => Parameters<typeof aBatch> | undefined = () => undefined) {
  const clock = new SimulatedClock();
  const { database, outbox } = temporaryOutbox(clock);
  const accept = async (...of: Parameters<typeof aBatch>) => (await outbox.accept(aBatch(...of))).id;
  const given = before();
  const earlier = given && (await accept(...given));
  const shift = createClockShift(database, outbox.commits, clock.monotonic);
  /** Puts the clock on, as the commit of the shift does. */
  const putOn = (by: number) =>
    shift(() => {
      clock.set(by);
      return by;
    });
  const left = (id: number) => outbox.facts(id)!.expiresAt - clock.now();
  return { clock, outbox, accept, earlier: earlier!, putOn, left };
}

it('what waited when the clock was put on by three days has as long left as before, and expires then', async () => {
  const { clock, outbox, accept, putOn, left } = await start();
  const id = await accept();
  await outbox.rest(id, () => ({
    state: 'queued',
    via: null,
    reason: null,
    wakeAt: clock.now() + 60_000,
    awaits: null,
  }));
  await putOn(3 * DAY);
  expect(left(id)).toBe(HOUR);
  expect(outbox.expired(10, clock.now())).toEqual([]);
  expect(outbox.nextWake(clock.now())).toBe(clock.now() + 60_000);
  expect(outbox.expired(10, clock.now() + HOUR)).toEqual([id]);
});

it('a stop_dup_id is remembered when the clock was put on past its memory', async () => {
  const { accept, putOn } = await start();
  const id = await accept({ stopDupId: 5 });
  await putOn(3 * DAY);
  expect(await accept({ stopDupId: 5 })).toBe(id);
});

it('a try that may have gone out is not forgotten: it moves with its message', async () => {
  const { clock, outbox, accept, putOn } = await start();
  const id = await accept();
  const attempt = await outbox.beginAttempt(id, 'gateway', 'g');
  await outbox.endAttempt(attempt, { kind: 'inDoubt', code: 'TIMEOUT', detail: 'no answer' });
  await clock.advance(1_000);
  const modem = await outbox.intendSegment(
    id,
    undefined,
    { sequence: 1, total: 1, pdu: '00', length: 1 },
    'stick',
  );
  await putOn(3 * DAY);
  const { attempts, segments, startsAt } = outbox.facts(id)!;
  expect(attempts.map(({ startedAt }) => startedAt - startsAt)).toEqual([0, 1_000]);
  expect(attempts.map(({ endedAt }) => endedAt)).toEqual([startsAt, null]);
  expect(segments.map(({ attemptId, intentAt }) => [attemptId, intentAt - startsAt])).toEqual([
    [modem, 1_000],
  ]);
});

it('what is scheduled goes by the clock: it is due once that says so', async () => {
  const { clock, outbox, accept, putOn } = await start();
  const sendAt = clock.now() + 2 * DAY;
  const id = await accept({ sendAt });
  await putOn(2 * DAY + 1_000);
  expect(outbox.facts(id)!.startsAt).toBe(sendAt);
  expect(outbox.due(false, 10, clock.now())).toEqual([id]);
});

it('what an earlier process took in expires when a clock that was wrong at the start is set right', async () => {
  const { clock, outbox, accept, earlier, putOn } = await start(() => []);
  const id = await accept();
  await putOn(3 * DAY);
  expect(outbox.expired(10, clock.now())).toEqual([earlier]);
  expect(outbox.expired(10, clock.now() + HOUR)).toEqual([earlier, id]);
});

it('what an earlier process took in has as long left as before when the clock is put on long after the start', async () => {
  const { clock, outbox, earlier, putOn, left } = await start(() => [{}, { giveUpAfter: DAY }]);
  await clock.advance(2 * HOUR);
  await putOn(3 * DAY);
  expect(left(earlier)).toBe(22 * HOUR);
  expect(outbox.expired(10, clock.now())).toEqual([]);
});
