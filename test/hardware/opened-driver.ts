import { ModemDriver, type ModemDriverOptions } from '../../hardware/driver/modem-driver';
import type { ModemConfig } from '../../src/config/types';
import type { SubmitEvent } from '../../src/dispatch/modem-port';
import { SimulatedClock } from '../support/simulated-clock';
import type { ScriptedPort } from './scripted-port';
import { silentLogger } from './silent-logger';

/** An SMS-SUBMIT for AT+CMGS=16. */
export const PDU = '0001000B914477009000F0000341E19008';

export interface Heard {
  reports: string[];
  messages: string[];
  lost: string[];
  rebooted: string[];
  disturbed: string[];
  answeredLate: number[];
  times: number[];
}

export function configOf(port: ScriptedPort, changes: Partial<ModemConfig> = {}): ModemConfig {
  return {
    name: 'stick',
    port: port.path,
    baudRate: 115_200,
    profile: 'auto',
    answerTimeout: 60_000,
    ...changes,
  };
}

/** A driver on a scripted port, opened and synchronised, that keeps what it is told. */
export async function openDriver(
  port: ScriptedPort,
  changes: Partial<ModemConfig> = {},
  options: Partial<ModemDriverOptions> = {},
) {
  const clock = new SimulatedClock();
  const driver = new ModemDriver({
    config: configOf(port, changes),
    binding: port.binding,
    clock,
    logger: silentLogger,
    ...options,
  });
  const heard: Heard = {
    reports: [],
    messages: [],
    lost: [],
    rebooted: [],
    disturbed: [],
    answeredLate: [],
    times: [],
  };
  /** Whether the modem is asked for the time of its network. */
  const wanted = { time: false };
  driver.listen({
    lost: (reason) => void heard.lost.push(reason),
    rebooted: (banner) => void heard.rebooted.push(banner),
    disturbed: (reason) => void heard.disturbed.push(reason),
    registration: () => undefined,
    answeredLate: (reference) => void heard.answeredLate.push(reference),
    wantsTime: () => wanted.time,
    time: (at) => void heard.times.push(at),
    statusReport: async (pdu) => void heard.reports.push(pdu),
    deliver: async (pdu) => void heard.messages.push(pdu),
  });
  /** What the promise comes to, while the clock goes on. */
  const run = async <T>(promise: Promise<T>, limit = 60_000): Promise<T> => {
    let over = false;
    const end = () => (over = true);
    promise.then(end, end);
    for (let passed = 0; passed < limit && !over; passed += 100) await clock.advance(100);
    if (!over) throw new Error(`nothing within ${limit} ms`);
    return promise;
  };
  await driver.open();
  await run(driver.synchronise());
  port.written.length = 0;
  return { driver, clock, heard, wanted, run, port };
}

/** Begins an exchange, writes PDU at the prompt, and lets what is due happen. */
export async function submit({
  driver,
  clock,
}: Pick<Awaited<ReturnType<typeof openDriver>>, 'driver' | 'clock'>) {
  const events: SubmitEvent[] = [];
  const exchange = driver.beginSubmit(16, (event) => {
    events.push(event);
    if (event.type === 'PROMPTED') exchange.writePdu(PDU);
  });
  await clock.advance(10);
  return { events, exchange };
}
