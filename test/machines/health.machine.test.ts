import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import {
  healthMachine,
  LONGEST_OPEN,
  SHORTEST_OPEN,
  STEADY,
  UNANSWERED_TO_OPEN,
} from '../../machines/health.machine';
import { SimulatedClock } from '../support/simulated-clock';

function start() {
  const clock = new SimulatedClock();
  const health = createActor(healthMachine, { clock }).start();
  const send = (...types: ('ANSWERED' | 'FAILED' | 'UNANSWERED')[]) =>
    types.forEach((type) => health.send({ type }));
  return { clock, send, state: () => health.getSnapshot().value };
}

describe('health of a gateway', () => {
  it('opens after three failures in a row, not after three among answers', () => {
    const { send, state } = start();
    send('FAILED', 'FAILED', 'ANSWERED', 'FAILED');
    expect(state()).toBe('closed');
    send('FAILED');
    expect(state()).toBe('open');
  });

  it('opens when it fails every other time, and not when it fails one time in three', () => {
    const flapping = start();
    for (let i = 0; i < 4; i++) flapping.send('FAILED', 'ANSWERED');
    expect(flapping.state()).toBe('closed');
    flapping.send('FAILED');
    expect(flapping.state()).toBe('open');
    const good = start();
    for (let i = 0; i < 100; i++) good.send('FAILED', 'ANSWERED', 'ANSWERED');
    expect(good.state()).toBe('closed');
  });

  it('that flaps stays open longer each time, until it has been steady for five minutes', async () => {
    const { clock, send, state } = start();
    for (const pause of [5_000, 10_000, 20_000]) {
      send('FAILED', 'FAILED', 'FAILED');
      await clock.advance(pause - 1);
      expect(state()).toBe('open');
      await clock.advance(1);
      send('ANSWERED', 'ANSWERED');
      expect(state()).toBe('closed');
    }
    await clock.advance(STEADY);
    send('FAILED', 'FAILED', 'FAILED');
    await clock.advance(SHORTEST_OPEN);
    expect(state()).toBe('halfOpen');
  });

  it('is not taken for dead when a few requests were given up early: it may only be slow', () => {
    const { send, state } = start();
    for (let i = 1; i < UNANSWERED_TO_OPEN; i++) send('UNANSWERED');
    expect(state()).toBe('closed');
    send('UNANSWERED');
    expect(state()).toBe('open');
  });

  it('is tried again after a pause, and closed only after two answers', async () => {
    const { clock, send, state } = start();
    send('FAILED', 'FAILED', 'FAILED');
    await clock.advance(SHORTEST_OPEN - 1);
    expect(state()).toBe('open');
    await clock.advance(1);
    expect(state()).toBe('halfOpen');
    send('ANSWERED');
    expect(state()).toBe('halfOpen');
    send('ANSWERED');
    expect(state()).toBe('closed');
  });

  it('stays open longer each time a trial fails, up to a minute', async () => {
    const { clock, send, state } = start();
    send('FAILED', 'FAILED', 'FAILED');
    for (const pause of [5_000, 10_000, 20_000, 40_000, LONGEST_OPEN, LONGEST_OPEN]) {
      await clock.advance(pause - 1);
      expect(state()).toBe('open');
      await clock.advance(1);
      expect(state()).toBe('halfOpen');
      send('FAILED');
    }
  });
});
