import { expect, it } from 'vitest';
import { setUp } from './virtual-lane';

const MINUTE = 60_000;

it('a lane tells the operator and the signal of its modem as they change, at one command a minute', async () => {
  const { lane, modem, ready, clock, stop } = await setUp({ modem: { signal: 17 } });
  expect(lane.reception).toBeUndefined();
  await ready();
  expect(lane.reception).toEqual({ operator: 'Virtual Network', signal: 17 });
  expect(lane.condition).toBe('ready: +CREG 1, operator Virtual Network, signal 17 of 31 (-79 dBm)');
  modem.setSignal(99);
  const commands = () => modem.received.match(/AT\+/g)?.length ?? 0;
  const before = commands();
  await clock.advance(4 * MINUTE);
  expect(commands() - before).toBe(4);
  expect(lane.reception).toEqual({ operator: 'Virtual Network', signal: null });
  expect(lane.condition).toMatch(/, signal unknown$/);
  await stop();
  expect(lane.reception).toBeUndefined();
});
