import type { ModemIdentity, Registration, SimState } from '../../src/dispatch/modem-port';
import { settledSim } from './settled-sim';
import { VolatilePinMemory } from './sim';
import { ModemDriver, type ModemDriverOptions } from './modem-driver';

const LIMIT_MS = 10_000;
/** 27.005 3.5.6, 3.4.1, 3.2.1: what the modem offers, as it says it. */
const CAPABILITIES = { cnmi: '+CNMI', csms: '+CSMS', cmms: '+CMMS' } as const;

export interface ProbeReport extends ModemIdentity {
  sim: SimState;
  /** Only the country and network; the rest is starred. */
  imsi: string | null;
  signal: number | null;
  registration: Registration;
  operator: string | null;
  /** Answers to the test commands, such as `(0,1,2)`; null where the modem does not know the command. */
  capabilities: Record<keyof typeof CAPABILITIES, string | null>;
}

/** Opens the port, asks the modem what it is and can do, and closes the port. Changes nothing that lasts; a PIN is entered where one is configured. */
export async function probeModem(options: ModemDriverOptions): Promise<ProbeReport> {
  const modem = new ModemDriver({ pinMemory: new VolatilePinMemory('unknown'), ...options });
  await modem.open();
  try {
    await modem.synchronise();
    const identity = await modem.configure();
    const sim = await settledSim(modem, options.clock);
    const registration = await modem.registration();
    const signal = await modem.signal();
    const imsi = await ask(modem, 'AT+CIMI', '+CIMI', true);
    const operator = await modem.operator();
    return {
      ...identity,
      sim,
      imsi: imsi && maskImsi(imsi),
      signal,
      registration,
      operator,
      capabilities: {
        cnmi: await ask(modem, 'AT+CNMI=?', CAPABILITIES.cnmi),
        csms: await ask(modem, 'AT+CSMS=?', CAPABILITIES.csms),
        cmms: await ask(modem, 'AT+CMMS=?', CAPABILITIES.cmms),
      },
    };
  } finally {
    await modem.close();
  }
}

async function ask(modem: ModemDriver, text: string, answer: string, bare = false): Promise<string | null> {
  const answers = await modem.tolerate({ text, answer, bare, limit: LIMIT_MS });
  return answers?.[0]?.values ?? null;
}

function maskImsi(imsi: string): string {
  const digits = imsi.replace(/\D/g, '');
  return `${digits.slice(0, 5)}${'*'.repeat(Math.max(0, digits.length - 5))}`;
}
