import type { SimState } from '../../src/dispatch/modem-port';
import type { Clock } from '../../src/ports';
import type { ModemDriver } from './modem-driver';

/** A SIM is busy for seconds after power came and after its PIN (27.007 9.2, codes 14 and 515). */
const LIMIT_MS = 20_000;
const PAUSE_MS = 1_000;

/** Asks again while the SIM is busy, for a while. */
export async function settledSim(modem: ModemDriver, clock: Clock): Promise<SimState> {
  const end = clock.monotonic() + LIMIT_MS;
  for (;;) {
    const sim = await modem.checkSim();
    if (sim.state !== 'busy' || clock.monotonic() >= end) return sim;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, PAUSE_MS));
  }
}
