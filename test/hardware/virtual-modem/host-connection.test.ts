import { describe, expect, it } from 'vitest';
import { connectHost } from '../../../hardware/virtual-modem/ports/host-connection';
import { SteadyDelay, Timers } from '../../../hardware/virtual-modem/timers';
import { SimulatedClock } from '../../support/simulated-clock';
import { quietHost } from './host';

describe('connectHost', () => {
  it('makes a host wait that writes faster than the line, and parts the two', async () => {
    const { modem, clock } = quietHost({ baud: 9600 });
    await clock.advance(1000);
    let type: (octets: Buffer) => void = () => undefined;
    const seen: string[] = [];
    const part = connectHost(modem, {
      onData: (listener) => (type = listener),
      write: () => seen.push('written'),
      pause: () => seen.push('pause'),
      resume: () => seen.push('resume'),
    });
    type(Buffer.from('x'.repeat(5000)));
    expect(seen).toEqual(['pause']);
    await clock.advance(5300);
    expect(seen.filter((event) => event !== 'written')).toEqual(['pause', 'resume']);
    const before = modem.received.length;
    part();
    type(Buffer.from('y'));
    expect(modem.received).toHaveLength(before);
  });
});

describe('SteadyDelay', () => {
  it('is right on average where every timer is late', async () => {
    const clock = new SimulatedClock();
    const late = {
      ...clock,
      setTimeout: (callback: () => void, delay: number) => clock.setTimeout(callback, Math.ceil(delay) + 3),
    };
    const delay = new SteadyDelay(late, new Timers(late), 50);
    let count = 0;
    const again = (): void => {
      count++;
      delay.wait(again);
    };
    delay.wait(again);
    await clock.advance(10_010);
    expect(count).toBe(200);
  });
});
