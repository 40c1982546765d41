import { describe, expect, it } from 'vitest';
import { Line, LineTime } from '../../../hardware/virtual-modem/line';
import { quietHost, submitPdu } from './host';
import { SimulatedClock } from '../../support/simulated-clock';

describe('a line', () => {
  it('takes ten bits an octet, in both directions', async () => {
    const host = quietHost({ baud: 9600 });
    await host.clock.advance(1000);
    host.heard();
    // Three octets in at 1.04 ms each, six out.
    host.ask('AT');
    await host.clock.advance(8);
    const early = host.heard();
    expect(early.length).toBeLessThan(6);
    await host.clock.advance(2);
    expect(early + host.heard()).toBe('\r\nOK\r\n');
  });

  it('keeps its rate over a long time, however coarse and late its timers are', async () => {
    const clock = new SimulatedClock();
    const late = {
      ...clock,
      setTimeout: (callback: () => void, delay: number) => clock.setTimeout(callback, Math.ceil(delay) + 3),
    };
    const time = new LineTime(late);
    let octets = 0;
    // Ping-pong: each octet is answered by one, as in a dialogue.
    const back = new Line(late, 9600, time, () => there.write(Buffer.from('x')));
    const there: Line = new Line(late, 9600, time, () => {
      octets++;
      back.write(Buffer.from('y'));
    });
    there.write(Buffer.from('x'));
    await clock.advance(10_000);
    expect(octets).toBeGreaterThan(4780);
    expect(octets).toBeLessThanOrEqual(4801);
  });

  it('hands on a long text piece by piece', async () => {
    const clock = new SimulatedClock();
    const at: number[] = [];
    const line = new Line(clock, 9600, new LineTime(clock), () => at.push(clock.monotonic()));
    line.write(Buffer.alloc(96));
    expect(line.pending).toBe(96);
    await clock.advance(200);
    expect(at.length).toBeGreaterThan(20);
    expect(at.at(-1)).toBeCloseTo(100, 0);
    expect(line.pending).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('drops what was on it when the power goes', async () => {
    const host = quietHost({ baud: 1200 });
    await host.clock.advance(1000);
    host.heard();
    host.modem.write('AT\r');
    host.modem.powerOff();
    expect(host.modem.pending).toBe(0);
    await host.clock.advance(1000);
    expect(host.heard()).toBe('');
  });

  it('carries a whole submission', async () => {
    const host = quietHost({ baud: 115_200 });
    await host.clock.advance(100);
    host.heard();
    const { length, pdu } = submitPdu();
    host.modem.write(`AT+CMGS=${length}\r`);
    await host.clock.advance(5);
    expect(host.heard()).toBe('\r\n> ');
    host.modem.write(`${pdu}\x1a`);
    await host.clock.advance(20);
    expect(host.heard()).toBe('\r\n+CMGS: 0\r\n\r\nOK\r\n');
  });

  it('refuses a rate that is none', () => {
    expect(() => quietHost({ baud: 0 })).toThrow('baud');
  });
});
