import { describe, expect, it } from 'vitest';
import { Turnstile } from '../../src/dispatch/turnstile';
import { settle } from '../support/simulated-clock';

function open(room: number) {
  const state = { room };
  const order: string[] = [];
  const turnstile = new Turnstile(() => state.room > 0);
  const enter = (id: number, high = false, signal = new AbortController().signal) =>
    void turnstile
      .enter({ id, high }, signal, () => state.room--)
      .then((granted) => order.push(`${id}${granted ? '' : ' dismissed'}`));
  return { state, order, turnstile, enter };
}

describe('turnstile', () => {
  it('lets high priority through first, then in the order of ids', async () => {
    const { state, order, turnstile, enter } = open(0);
    enter(3);
    enter(1);
    enter(9, true);
    enter(8, true);
    state.room = 3;
    turnstile.advance();
    await settle();
    expect(order).toEqual(['8', '9', '1']);
    expect(turnstile.isEmpty).toBe(false);
  });

  it('forgets who withdrew, and dismisses everybody at once', async () => {
    const { state, order, turnstile, enter } = open(0);
    const gone = new AbortController();
    enter(1, false, gone.signal);
    enter(2);
    gone.abort();
    turnstile.dismiss();
    state.room = 5;
    turnstile.advance();
    await settle();
    expect(order).toEqual(['1 dismissed', '2 dismissed']);
    expect(state.room).toBe(5);
  });
});
