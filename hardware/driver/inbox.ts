import type { Logger } from '../../src/ports';
import type { ModemListener } from '../../src/dispatch/modem-port';
import type { Indication } from '../at/indication';
import { parseInformation, splitValues } from '../at/information';
import type { Asker } from './asker';
import { RefusedCommand } from './command';
import { pduKind } from './pdu-kind';
import type { Subscription } from './subscription';

const LIMIT_MS = 10_000;
const LIST_LIMIT_MS = 60_000;
/** Messages that wait to be put on disk. What comes beyond is not acknowledged, so the network keeps it. */
const MOST_PENDING = 256;

/**
 * Takes status reports and messages, direct (+CDS, +CMT) and stored (+CDSI, +CMTI), and tells the modem only
 * after the listener has them.
 */
export class Inbox {
  /** AT+CSMS=1 is in force: each direct indication is answered by AT+CNMA. */
  acknowledges = false;
  /** Where reports really are stored, whatever +CDSI says. */
  reportMemory: string | undefined;
  /** The last indication was taken, and AT+CNMA could not be asked. */
  private owesAcknowledgement = false;
  private readonly announced = new Set<string>();
  private pending = 0;
  private selected: string | undefined;
  private reading = Promise.resolve();

  constructor(
    private readonly asker: Asker,
    private readonly subscription: Subscription,
    private readonly listener: () => ModemListener | undefined,
    private readonly logger: Logger,
  ) {}

  receive(indication: Indication, pdu?: string): void {
    if (indication.kind === 'reportStored') this.announce(indication.line, this.reportMemory);
    else if (indication.kind === 'messageStored' || indication.kind === 'memoryFull')
      this.announce(indication.line);
    else if (pdu !== undefined && indication.kind !== 'otherFollows') void this.takeDirect(pdu);
  }

  /** The modem may have rebooted: what is known of its settings is void. */
  reset(): void {
    this.selected = undefined;
    this.owesAcknowledgement = false;
  }

  /** The modem is in step again: it hears now what it could not be told. */
  resume(): void {
    if (this.owesAcknowledgement) void this.acknowledge('AT+CNMA');
  }

  /** Takes all that is stored, in the memory where messages arrive and in that of the reports. */
  drain(): Promise<void> {
    const drained = this.reading.then(async () => {
      await this.drainMemory(await this.arrivalMemory());
      if (this.reportMemory !== undefined) await this.drainMemory(this.reportMemory);
    });
    this.reading = drained.catch(() => undefined);
    return drained;
  }

  private async takeDirect(pdu: string): Promise<void> {
    try {
      await this.hand(pdu);
    } catch (error) {
      this.logger.warn(
        { reason: String(error) },
        'an incoming message could not be taken; the network keeps it',
      );
      await this.acknowledge('AT+CNMA=2');
      return;
    }
    await this.acknowledge('AT+CNMA');
  }

  /** A modem that expects none may have stopped handing over (27.005 3.4.1), or forgotten its settings. */
  private async acknowledge(command: string): Promise<void> {
    if (!this.acknowledges) return;
    this.owesAcknowledgement = false;
    try {
      await this.asker.ask({ text: command, limit: LIMIT_MS });
    } catch (error) {
      this.logger.warn({ reason: String(error) }, 'an incoming message was not acknowledged');
      if (error instanceof RefusedCommand) await this.renew();
      else this.owesAcknowledgement = command === 'AT+CNMA';
    }
  }

  /** What came while nothing was handed over lies in the memory, unannounced. */
  private async renew(): Promise<void> {
    try {
      await this.subscription.renew();
      await this.drain();
    } catch (error) {
      this.logger.warn({ reason: String(error) }, 'the handing over of messages could not be renewed');
    }
  }

  private announce(line: string, memoryOverride?: string): void {
    const [memory = '', index = ''] = splitValues(parseInformation(line).values);
    const slot = /^\d{1,5}$/.test(index) ? index : 'all';
    const key = `${memoryOverride ?? memory} ${slot}`;
    if (this.announced.has(key) || this.announced.size >= MOST_PENDING) return;
    this.announced.add(key);
    this.reading = this.reading
      .then(() => this.readAnnounced(memoryOverride ?? memory, slot))
      .catch((error: unknown) => this.logger.warn({ reason: String(error) }, 'a stored message was not read'))
      .finally(() => this.announced.delete(key));
  }

  private async readAnnounced(memory: string, slot: string): Promise<void> {
    if (slot === 'all') return this.drainMemory(memory);
    await this.select(memory);
    const [answer] = await this.asker.ask({
      text: `AT+CMGR=${slot}`,
      answer: '+CMGR',
      pduFollows: true,
      limit: LIMIT_MS,
    });
    if (answer?.pdu !== undefined) await this.takeStored(slot, answer.pdu);
  }

  private async drainMemory(memory: string | undefined): Promise<void> {
    if (memory !== undefined) await this.select(memory);
    const stored = await this.asker.ask({
      text: 'AT+CMGL=4',
      answer: '+CMGL',
      pduFollows: true,
      limit: LIST_LIMIT_MS,
    });
    for (const { values, pdu } of stored) {
      const [slot = ''] = splitValues(values);
      if (pdu !== undefined && /^\d{1,5}$/.test(slot)) await this.takeStored(slot, pdu);
    }
  }

  private async takeStored(slot: string, pdu: string): Promise<void> {
    if (await this.hand(pdu)) await this.asker.ask({ text: `AT+CMGD=${slot}`, limit: LIMIT_MS });
  }

  /** Resolves to whether the PDU was one that comes from the network, once the listener has it. */
  private async hand(pdu: string): Promise<boolean> {
    const listener = this.listener();
    const kind = pduKind(pdu);
    if (!listener || kind === 'other') return false;
    if (this.pending >= MOST_PENDING) throw new Error(`${MOST_PENDING} messages wait to be stored already`);
    this.pending++;
    try {
      await (kind === 'report' ? listener.statusReport(pdu) : listener.deliver(pdu));
    } finally {
      this.pending--;
    }
    return true;
  }

  private async select(memory: string): Promise<void> {
    if (memory === '' || memory === this.selected) return;
    await this.asker.ask({ text: `AT+CPMS="${memory}"`, answer: '+CPMS', limit: LIMIT_MS });
    this.selected = memory;
  }

  /** mem3 of AT+CPMS? (27.005 3.2.2): where messages that arrive are stored. */
  private async arrivalMemory(): Promise<string | undefined> {
    const [answer] = await this.asker
      .ask({ text: 'AT+CPMS?', answer: '+CPMS', limit: LIMIT_MS })
      .catch(() => []);
    return answer && splitValues(answer.values)[6];
  }
}
