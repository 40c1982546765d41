import { decodePdu } from '../../../src/sms';
import type { Dialect } from '../at/dialect';
import type { Incoming } from '../network/network';
import { formatOf, type MessageFormat } from '../at/message-format';
import { cms } from '../at/results';
import type { Settings } from './settings';
import { MessageStatus, type MemoryName, type MessageStorage } from './storage';
import type { Timers } from '../timers';

/** What incoming messages need of the modem that they come to. */
export interface IncomingHost {
  readonly settings: Settings;
  readonly storage: MessageStorage;
  readonly timers: Timers;
  readonly dialect: Dialect;
  indicate(...lines: string[]): void;
}

/** Milliseconds that the TE has for AT+CNMA before the message counts as not taken. */
const ACKNOWLEDGE_WITHIN = 15_000;

/** Indications kept while AT+CNMI mode is 0; the oldest give way. */
const MAX_BUFFERED = 100;

/** Routes messages and reports as AT+CNMI and AT+CSMS ask, 27.005 3.4.1. */
export class IncomingMessages {
  #acknowledge: ((taken: boolean) => void) | undefined;
  #buffered: string[][] = [];

  constructor(private readonly host: IncomingHost) {}

  receive(incoming: Incoming, done: (taken: boolean) => void): void {
    if (incoming.kind === 'report') {
      this.#receiveReport(incoming, done);
    } else {
      this.#receiveDeliver(incoming, done);
    }
  }

  get awaitsAcknowledgement(): boolean {
    return this.#acknowledge !== undefined;
  }

  /** AT+CNMA, 27.005 3.4.4. Returns what its OK is followed by, the next message among it. Throws where nothing waits for it. */
  acknowledge(taken: boolean): () => void {
    const acknowledge = this.#acknowledge;
    if (!acknowledge) {
      throw cms(340);
    }
    this.#acknowledge = undefined;
    return () => acknowledge(taken);
  }

  /** AT+CNMI was set: what was buffered is shown, or with <bfr> 1 dropped. */
  routingChanged(): void {
    const { mode, bfr } = this.host.settings.cnmi;
    if (mode !== 0) {
      const buffered = this.#buffered;
      this.#buffered = [];
      if (bfr === 0) {
        buffered.forEach((lines) => this.host.indicate(...lines));
      }
    }
  }

  /** The power went: nothing is acknowledged any more. */
  reset(): void {
    this.#buffered = [];
    const acknowledge = this.#acknowledge;
    this.#acknowledge = undefined;
    acknowledge?.(false);
  }

  #receiveDeliver(incoming: Incoming, done: (taken: boolean) => void): void {
    const { mt } = this.host.settings.cnmi;
    const messageClass = decodePdu(incoming.pdu, { direction: 'mt' }).class;
    if ((mt === 2 && messageClass !== 2) || (mt === 3 && messageClass === 3)) {
      this.#show(this.#format.direct(incoming, this.host.settings), done);
      if (this.host.dialect.storesDirect) {
        this.#store(this.host.storage.preferred[2], incoming, '+CMTI', () => undefined);
      }
    } else {
      const memory = messageClass === 2 ? 'SM' : this.host.storage.preferred[2];
      this.#store(memory, incoming, mt === 0 ? undefined : '+CMTI', done);
    }
  }

  #receiveReport(incoming: Incoming, done: (taken: boolean) => void): void {
    switch (this.host.settings.cnmi.ds) {
      case 1:
        this.#show(this.#format.report(incoming, this.host.settings), done);
        break;
      case 2:
        this.#store(this.#reportMemory, incoming, '+CDSI', done);
        break;
      default:
        done(true);
    }
  }

  get #format(): MessageFormat {
    return formatOf(this.host.settings);
  }

  get #reportMemory(): MemoryName {
    return this.host.dialect.reportMemory === 'SR' ? 'SR' : this.host.storage.preferred[2];
  }

  #show(lines: string[], done: (taken: boolean) => void): void {
    this.#indicate(lines);
    if (this.host.settings.csms === 0) {
      done(true);
      return;
    }
    const giveUp = this.host.timers.after(ACKNOWLEDGE_WITHIN, () => {
      this.#acknowledge = undefined;
      // 27.005 3.4.1: without an acknowledgement, <mt> and <ds> go back to 0.
      Object.assign(this.host.settings.cnmi, { mt: 0, ds: 0 });
      done(false);
    });
    this.#acknowledge = (taken) => {
      giveUp();
      done(taken);
    };
  }

  #store(
    name: MemoryName,
    { length, pdu }: Incoming,
    indication: string | undefined,
    done: (taken: boolean) => void,
  ): void {
    const index = this.host.storage.memory(name).add({ status: MessageStatus.ReceivedUnread, length, pdu });
    if (index !== undefined && indication) {
      this.#indicate([`${indication}: "${name}",${index}`]);
    }
    if (index === undefined && this.host.dialect.memoryFull) {
      this.#indicate([this.host.dialect.memoryFull]);
    }
    done(index !== undefined);
  }

  #indicate(lines: string[]): void {
    if (this.host.settings.cnmi.mode !== 0) {
      this.host.indicate(...lines);
    } else if (this.#buffered.push(lines) > MAX_BUFFERED) {
      this.#buffered.shift();
    }
  }
}
