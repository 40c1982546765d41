import { describe, expect, it } from 'vitest';
import { Alerts } from '../../src/alerts/alerts';
import { PATIENCE, REPEAT, Watch } from '../../src/alerts/watch';
import type { PathStatus } from '../../src/server/status/snapshot';
import type { MessageState } from '../../src/submission/view';
import { silentLogger } from '../support/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';

function start() {
  const clock = new SimulatedClock();
  const told: string[] = [];
  const alerts = new Alerts(clock, silentLogger, ({ about, text }, state) =>
    told.push(`${about} ${state}: ${text}`),
  );
  const watch = new Watch(alerts, clock);
  const stick = (ready: boolean, condition: string): PathStatus => ({
    kind: 'modem',
    name: 'stick',
    ready,
    condition,
  });
  const ended = (state: MessageState) =>
    watch.message({ state, via: null, reason: null, wakeAt: null, awaits: null });
  return { clock, alerts, watch, told, stick, ended };
}

describe('the watch', () => {
  it('a modem that died in March was noticed on the night of the burglary: one that stays away is told of', async () => {
    const { clock, watch, told, stick } = start();
    watch.path(stick(false, 'opening the port'));
    await clock.advance(PATIENCE - 1);
    watch.path(stick(false, 'no such device'));
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['path modem stick raised: not ready: no such device']);
    await clock.advance(REPEAT);
    expect(told.at(-1)).toBe('path modem stick goes on: not ready: no such device');
    watch.path(stick(true, 'ready'));
    expect(told.at(-1)).toBe('path modem stick over: not ready: no such device');
    await clock.advance(REPEAT * 2);
    expect(told).toHaveLength(3);
  });

  it('a path that is back soon is not worth a word', async () => {
    const { clock, watch, told, stick } = start();
    for (let i = 0; i < 5; i++) {
      watch.path(stick(false, 'rebooting'));
      await clock.advance(PATIENCE - 1);
      watch.path(stick(true, 'ready'));
      await clock.advance(1);
    }
    expect(told).toEqual([]);
  });

  it.each(['failed', 'expired', 'inDoubt'] as const)(
    'a message that ends as %s alerted nobody',
    async (state) => {
      const { clock, alerts, told, ended } = start();
      ended('submitted');
      expect(told).toEqual([]);
      for (let i = 0; i < 1_000; i++) ended(state);
      expect(told).toHaveLength(1);
      expect(alerts.current).toMatchObject([{ about: 'messages', count: 1_000 }]);
      await clock.advance(REPEAT);
      expect(alerts.current).toEqual([]);
    },
  );

  it('stopped, it says nothing any more', async () => {
    const { clock, watch, told, stick, ended } = start();
    watch.path(stick(false, 'gone'));
    ended('failed');
    watch.stop();
    await clock.advance(REPEAT * 2);
    expect(told).toHaveLength(1);
  });
});
