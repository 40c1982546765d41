import type { ModemListener } from '../../../src/dispatch/modem-port';
import type { Clock } from '../../../src/ports';
import { decodePdu, PduError, type Deliver, type StatusReport } from '../../../src/sms';
import { Arrivals } from './arrivals';
import { sameNumber } from './same-number';

export interface ReceivedOptions {
  clock: Clock;
  /** Ends every wait. */
  signal: AbortSignal;
  /** Whose messages are expected. */
  to: string | undefined;
  /** Is told of all else. */
  tell: (note: string) => void;
}

/** What the modem says of its own accord, as the driver hands it over. */
export class Received implements ModemListener {
  readonly messages: Arrivals<Deliver>;
  readonly reports: Arrivals<StatusReport>;
  /** Reboots and closed ports, until somebody asks. */
  readonly upsets: string[] = [];
  /** It rebooted or went: what was set before is gone. */
  settingsGone = false;
  #lost: (() => void)[] = [];

  constructor(private readonly options: ReceivedOptions) {
    this.messages = new Arrivals(options.clock, options.signal);
    this.reports = new Arrivals(options.clock, options.signal);
  }

  /** Resolves when the port is lost, or to false after so many milliseconds. */
  lossWithin(limit: number): Promise<boolean> {
    const { clock } = this.options;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(() => resolve(false), limit);
      this.#lost.push(() => {
        clock.clearTimeout(timer);
        resolve(true);
      });
    });
  }

  lost(reason: string): void {
    this.#disrupted(reason);
    this.#lost.splice(0).forEach((tell) => tell());
  }

  rebooted(banner: string): void {
    this.#disrupted(`the modem rebooted (${banner})`);
  }

  disturbed(): void {
    // whoever waits for the answer is told, too
  }

  registration(): void {
    // asked for where it counts
  }

  async statusReport(pdu: string): Promise<void> {
    this.#take(pdu);
  }

  async deliver(pdu: string): Promise<void> {
    this.#take(pdu);
  }

  #disrupted(reason: string): void {
    this.settingsGone = true;
    this.upsets.push(reason);
  }

  #take(pdu: string): void {
    const { tell, to } = this.options;
    try {
      const tpdu = decodePdu(pdu, { direction: 'mt' });
      if (tpdu.type === 'SMS-STATUS-REPORT') this.reports.add(tpdu);
      if (tpdu.type !== 'SMS-DELIVER') return;
      this.messages.add(tpdu);
      if (to !== undefined && sameNumber(tpdu.address, to)) return;
      tell(`a message of ${tpdu.address} came: ${JSON.stringify(tpdu.text ?? tpdu.data)}`);
    } catch (error) {
      if (!(error instanceof PduError)) throw error;
      tell(`the modem handed over what is no PDU: ${pdu} (${error.message})`);
    }
  }
}
