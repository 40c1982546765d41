import { packUssd, readUssd } from '../../src/sms';
import { parseInformation, splitValues } from '../at/information';
import { RefusedCommand } from './command';
import { settledSim } from './settled-sim';
import { VolatilePinMemory } from './sim';
import { ModemDriver, type ModemDriverOptions } from './modem-driver';
import { within } from './within';

const LIMIT_MS = 10_000;
/** 27.007 7.15 <dcs>: the default alphabet, language unspecified. */
const DEFAULT_CODING = 15;
/** An answer of several lines has no more than that. */
const MOST_LINES = 20;

/** 27.007 7.15 <m>. */
const FURTHER_ACTION = 1;
const FAILURES: Readonly<Record<number, string>> = {
  2: 'the network ended the session',
  3: 'another client of the SIM answered',
  4: 'the network does not know this code',
  5: 'the network did not answer in time',
};

export interface UssdAnswer {
  text: string;
  /** The network waits for a further entry; the session was ended. */
  wantsMore: boolean;
}

/** Opens the port, sends a USSD code such as `*100#`, and resolves to the answer. Rejects within `limit` milliseconds where none comes. */
export async function askUssd(options: ModemDriverOptions, code: string, limit: number): Promise<UssdAnswer> {
  const modem = new ModemDriver({ pinMemory: new VolatilePinMemory('unknown'), ...options });
  await modem.open();
  try {
    await modem.synchronise();
    await modem.configure();
    const sim = await settledSim(modem, options.clock);
    if (sim.state !== 'ready') throw new Error(sim.detail);
    for (const set of ['IRA', 'GSM']) {
      if (await modem.tolerate({ text: `AT+CSCS="${set}"`, limit: LIMIT_MS })) break;
    }
    const next = nextAnswer(modem);
    const packed = await send(modem, code);
    return await read(modem, await within(options.clock, limit, `USSD ${code}: no answer`, next), packed);
  } finally {
    await modem.close();
  }
}

/** Resolves to whether the modem wants USSD strings packed. */
async function send(modem: ModemDriver, code: string): Promise<boolean> {
  const request = (text: string) => ({ text: `AT+CUSD=1,"${text}",${DEFAULT_CODING}`, limit: LIMIT_MS });
  try {
    await modem.run(request(code));
    return false;
  } catch (error) {
    if (!(error instanceof RefusedCommand)) throw error;
    await modem.run(request(packUssd(code))).catch(() => {
      throw error;
    });
    return true;
  }
}

/** The values of the next +CUSD; its text may go on in further lines. */
function nextAnswer(modem: ModemDriver): Promise<string> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    modem.overhear((line) => {
      const { name, values } = parseInformation(line);
      if (name === '+CUSD') lines.splice(0, Infinity, values);
      else if (lines.length > 0 && lines.length < MOST_LINES) lines.push(line);
      const whole = lines.join('\n');
      if (lines.length > 0 && whole.split('"').length !== 2) resolve(whole);
    });
  });
}

/** A SIM is busy for a while once its PIN was entered. Rejects where it does not become ready. */
async function read(modem: ModemDriver, values: string, packed: boolean): Promise<UssdAnswer> {
  const [status, text, coding] = splitValues(values);
  const problem = FAILURES[Number(status)];
  if (text === undefined) throw new Error(`USSD: ${problem ?? `no text in +CUSD: ${values}`}`);
  const wantsMore = Number(status) === FURTHER_ACTION;
  if (wantsMore) await modem.tolerate({ text: 'AT+CUSD=2', limit: LIMIT_MS });
  const dcs = coding === undefined || coding === '' ? DEFAULT_CODING : Number(coding);
  return { text: readUssd(text, dcs, packed).trim(), wantsMore };
}
