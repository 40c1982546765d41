import type { Logger } from '../../src/ports';
import type { Asker } from './asker';
import { RefusedCommand, type Answer, type Command } from './command';
import { chooseRouting, routingValues, type Routing } from './routing';

const QUICK_MS = 5_000;
const SLOW_MS = 30_000;

/** What modems offer that do not tell (AT+CNMI=? is refused), tried one after the other. */
const COMMON_OFFERS = [
  '(0-3),(0-3),(0-3),(0-2),(0,1)',
  '(0-3),(0-3),(0-3),(0,1),(0,1)',
  '(0,1),(0,1),(0),(0),(0)',
];

/** Asks the modem to hand over messages and status reports as they come, in PDU mode. */
export class Subscription {
  private routing: Routing | undefined;

  constructor(
    private readonly run: (command: Command) => Promise<Answer[]>,
    private readonly asker: Asker,
    private readonly logger: Logger,
  ) {}

  /** Resolves to whether each indication is to be acknowledged. Rejects where the modem has no PDU mode. */
  async begin(): Promise<boolean> {
    await this.selectPduMode();
    await this.keepLinkOpen();
    const acknowledges = await this.selectService();
    // What the process before left unacknowledged is given back to the network: the modem would else soon stop handing over.
    if (acknowledges) await this.asker.tolerate({ text: 'AT+CNMA=2', limit: QUICK_MS });
    const told = await this.asker.tolerate({ text: 'AT+CNMI=?', answer: '+CNMI', limit: QUICK_MS });
    for (const offer of told?.[0] ? [told[0].values] : COMMON_OFFERS) {
      this.routing = chooseRouting(offer, acknowledges);
      if (this.routing && (await this.route())) return acknowledges;
    }
    this.logger.warn({}, 'the modem refuses to hand over messages and reports (AT+CNMI)');
    return acknowledges;
  }

  /** Sets it again where the modem no longer hands over as it was told to; resolves to whether it did not. */
  async renewIfLapsed(): Promise<boolean> {
    if (!this.routing) return false;
    const [answer] =
      (await this.asker.tolerate({ text: 'AT+CNMI?', answer: '+CNMI', limit: QUICK_MS })) ?? [];
    const wanted = routingValues(this.routing);
    const lapsed = answer !== undefined && answer.values.replaceAll(' ', '') !== wanted;
    if (lapsed)
      this.logger.warn({ is: answer.values, wanted }, 'the modem had stopped handing over messages');
    if (lapsed || !answer) await this.route();
    return lapsed;
  }

  /** The modem has forgotten it. */
  async renew(): Promise<void> {
    await this.selectService();
    await this.route();
  }

  /** Resolves to whether the modem took it. */
  private async route(): Promise<boolean> {
    if (!this.routing) return false;
    const text = `AT+CNMI=${routingValues(this.routing)}`;
    return (await this.asker.tolerate({ text, limit: SLOW_MS })) !== undefined;
  }

  /** One that knows no other mode need not know the command. */
  private async selectPduMode(): Promise<void> {
    try {
      await this.run({ text: 'AT+CMGF=0', limit: QUICK_MS });
    } catch (error) {
      if (!(error instanceof RefusedCommand)) throw error;
      const mode = await this.asker.tolerate({ text: 'AT+CMGF?', answer: '+CMGF', limit: QUICK_MS });
      if (mode?.[0]?.values.trim() === '0') return;
      throw new Error(`PDU mode is needed, and AT+CMGF=0 was answered by ${error.failure.text}`, {
        cause: error,
      });
    }
  }

  /** Between the segments of a burst; for good with 2, until the first pause with 1 (27.005 3.5.6). */
  private async keepLinkOpen(): Promise<void> {
    for (const mode of [2, 1]) {
      if (await this.asker.tolerate({ text: `AT+CMMS=${mode}`, limit: QUICK_MS })) return;
    }
  }

  /** AT+CSMS=1: indications are acknowledged (27.005 3.2.1). */
  private async selectService(): Promise<boolean> {
    return (await this.asker.tolerate({ text: 'AT+CSMS=1', answer: '+CSMS', limit: QUICK_MS })) !== undefined;
  }
}
