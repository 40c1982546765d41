import { describe, expect, it } from 'vitest';
import { probeModem } from '../../../hardware/driver';
import {
  createVirtualBinding,
  serveOnTcp,
  VirtualModem,
  VirtualNetwork,
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
