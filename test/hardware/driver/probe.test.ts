import { describe, expect, it } from 'vitest';
import { probeModem } from '../../../hardware/driver';
import {
  createVirtualBinding,
  serveOnTcp,
  VirtualModem,
  VirtualNetwork,
  type FaultRule,
} from '../../../hardware/virtual-modem';
import { systemClock } from '../../../src/clock';
import { SimulatedClock } from '../../support/simulated-clock';
import { silentLogger } from '../silent-logger';

const config = {
  name: 'probe',
  port: '/dev/virtual',
  baudRate: 115_200,
  profile: 'auto',
  answerTimeout: 60_000,
};

async function probeOn(faults: FaultRule[]) {
  const clock = new SimulatedClock();
  const modem = new VirtualModem({ network: new VirtualNetwork({ clock }), faults });
  const binding = createVirtualBinding({ '/dev/virtual': modem });
  const probing = probeModem({ config, binding, clock, logger: silentLogger });
  await clock.advance(60_000);
  return { report: await probing, modem };
}

describe('probing', () => {
  it('tells what the modem is and can do, hides most of the IMSI, and frees the port', async () => {
    const clock = new SimulatedClock();
    const modem = new VirtualModem({ network: new VirtualNetwork({ clock }), imei: '490154203237518' });
    const binding = createVirtualBinding({ '/dev/virtual': modem });
    for (let round = 0; round < 2; round++) {
      const probing = probeModem({ config, binding, clock, logger: silentLogger });
      await clock.advance(10_000);
      const report = await probing;
      expect(report).toMatchObject({
        imei: '490154203237518',
        profile: 'generic',
        sim: { state: 'ready' },
        registration: { state: 'registered', roaming: false },
      });
      expect(report.imsi).toMatch(/^\d{5}\*{8,10}$/);
      expect(report.signal).toBeGreaterThan(0);
      expect(report.capabilities.cnmi).toMatch(/^\(/);
    }
  });

  it('says that a modem which answers ERROR to everything told nothing; it was called registered', async () => {
    const { report } = await probeOn(
      ['+CPIN', '+CREG', '+CEREG', '+COPS', '+CSQ', '+CGMM', '+CIMI'].map((command) => ({
        command,
        do: 'refuse' as const,
        error: 'ERROR' as const,
      })),
    );
    expect(report.registration).toEqual({
      state: 'untold',
      roaming: null,
      raw: 'registration not told by the modem',
    });
    expect(report.sim).toEqual({ state: 'busy', detail: 'AT+CPIN? was answered by ERROR' });
    expect(report).toMatchObject({ operator: null, signal: null, imsi: null });
  });

  it('waits for a SIM that is busy, and was told of as it was for the first second', async () => {
    const busy = [1, 2, 3].map((nth) => ({
      command: '+CPIN',
      nth,
      do: 'refuse' as const,
      error: '+CME ERROR: 14' as const,
    }));
    const { report, modem } = await probeOn(busy);
    expect(modem.received.match(/AT\+CPIN\?/g)).toHaveLength(4);
    expect(report).toMatchObject({ sim: { state: 'ready' }, registration: { state: 'registered' } });
  });

  it('says so where the SIM stays busy', async () => {
    const { report } = await probeOn([{ command: '+CPIN', do: 'refuse', error: '+CME ERROR: 14' }]);
    expect(report.sim).toEqual({ state: 'busy', detail: 'the SIM is busy' });
  });

  it('works over TCP as over a device', async () => {
    const modem = new VirtualModem({ network: new VirtualNetwork() });
    const served = await serveOnTcp(modem, { host: '127.0.0.1', port: 0 });
    try {
      const port = `tcp://127.0.0.1:${served.port}`;
      const report = await probeModem({
        config: { ...config, port },
        clock: systemClock,
        logger: silentLogger,
      });
      expect(report.imei).toBe(modem.imei);
    } finally {
      await served.close();
    }
  });
});
