import { expect, it } from 'vitest';
import { Rush } from '../../src/cli/rush';
import { SimulatedClock } from '../support/simulated-clock';

function watched() {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const rush = new Rush(
    clock,
    () => told.push('begins'),
    () => told.push('ends'),
  );
  /** So many requests, so many milliseconds apart. */
  const requests = async (count: number, apart: number) => {
    for (let i = 0; i < count; i += 100) {
      for (let j = 0; j < 100; j++) rush.count();
      await clock.advance(apart * 100);
    }
  };
  return { clock, told, requests };
}

it('a thousand requests within two seconds are a rush, which ends half a minute after the last thousand', async () => {
  const { clock, told, requests } = watched();
  await clock.advance(60_000);
  await requests(3_000, 1);
  expect(told).toEqual(['begins']);
  await clock.advance(29_000);
  expect(told).toEqual(['begins']);
  await clock.advance(1_000);
  expect(told).toEqual(['begins', 'ends']);
  await requests(3_000, 1);
  expect(told).toEqual(['begins', 'ends', 'begins']);
});

it('requests that never stop are none, as long as they come one every few milliseconds', async () => {
  const { clock, told, requests } = watched();
  await clock.advance(60_000);
  await requests(10_000, 3);
  expect(told).toEqual([]);
  expect(clock.pending).toBe(0);
});
