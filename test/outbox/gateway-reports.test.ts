import { expect, it } from 'vitest';
import { GatewayReports } from '../../src/outbox';
import { SimulatedClock } from '../support/simulated-clock';
import { aBatch } from '../support/submissions';
import { temporaryOutbox } from '../support/temporary-outbox';

it('a status that no message is known by may be of one that the gateway has not answered yet', async () => {
  const clock = new SimulatedClock();
  const { outbox, database } = temporaryOutbox(clock);
  const reports = new GatewayReports(database, outbox.commits, clock);
  const settled = async <T>(promise: Promise<T>): Promise<T> => {
    await clock.advance(0);
    return promise;
  };
  const { id } = await settled(outbox.accept(aBatch()));
  expect(reports.isAwaited('g')).toBe(false);
  const attempt = await settled(outbox.beginAttempt(id, 'gateway', 'g'));
  expect([reports.isAwaited('g'), reports.isAwaited('other')]).toEqual([true, false]);
  await settled(outbox.endAttempt(attempt, { kind: 'inDoubt', detail: 'the answer was lost' }));
  expect(reports.isAwaited('g')).toBe(true);
  const again = await settled(outbox.beginAttempt(id, 'gateway', 'g'));
  await settled(outbox.endAttempt(attempt, { kind: 'refused', what: 'path', permanent: false, code: '40' }));
  await settled(outbox.endAttempt(again, { kind: 'accepted', batchId: '7' }));
  expect(reports.isAwaited('g')).toBe(false);
  expect(await settled(reports.take({ gateway: 'g', batch: '7', status: 11 }))).toBe(id);
  expect(await settled(reports.take({ gateway: 'g', batch: '8', status: 11 }))).toBeUndefined();
});
