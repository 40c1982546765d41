import type { Asker } from './asker';

const LIMIT_MS = 5_000;
/** 27.007 8.40: the modem's clock is set by the network. */
const UPDATES = ['AT+CTZU=1'];
/** 27.007 8.15, four digits of the year as some modems have them; without a zone it names no moment. */
const CLOCK = /^"?(?:20)?(\d\d)\/(\d\d)\/(\d\d), ?(\d\d):(\d\d):(\d\d)([+-]\d\d)"?$/;
const QUARTER_MS = 15 * 60_000;

/** The network's time (NITZ), as the modem keeps it. */
export class NetworkTime {
  private updates: string[] = [];

  constructor(private readonly asker: Asker) {}

  /** To be called when the modem was found anew. @param updates what it is told instead of AT+CTZU=1 */
  reset(updates: readonly string[] = UPDATES): void {
    this.updates = [...updates];
  }

  /** Has the modem's clock set by the network, and tells whether that took a command; if so, to be called again. */
  async request(): Promise<boolean> {
    const [update] = this.updates;
    if (update === undefined) return false;
    await this.asker.tolerate({ text: update, limit: LIMIT_MS });
    this.updates.shift();
    return true;
  }

  /** Unix time in milliseconds, whether it can be right or not; undefined where the modem tells none, or no zone with it. */
  async read(): Promise<number | undefined> {
    const answers = await this.asker.tolerate({ text: 'AT+CCLK?', answer: '+CCLK', limit: LIMIT_MS });
    return readClock(answers?.[0]?.values ?? '');
  }
}

/** Unix time in milliseconds of the values of +CCLK, years 2000 to 2099; undefined where they are none, or have no zone. */
export function readClock(values: string): number | undefined {
  const [, year, month, day, hour, minute, second, zone] = CLOCK.exec(values.trim()) ?? [];
  const local = Date.parse(`20${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(local) ? undefined : local - Number(zone) * QUARTER_MS;
}
