import type { Clock } from '../../../src/ports';
import type { Dialect } from '../at/dialect';
import type { Faults } from '../faults/rules';
import { IncomingMessages } from './incoming-messages';
import type { Identity } from './identity';
import type { Incoming, Subscriber, VirtualNetwork } from '../network/network';
import { Radio } from './radio';
import { factorySettings, type Settings } from './settings';
import type { Sim } from './sim';
import type { MessageStorage } from './storage';
import { SteadyDelay, Timers } from '../timers';

/** What the inside of a modem asks of its housing. */
export interface Housing {
  /** Unsolicited result code: one line, or one with its second line. */
  indicate(...lines: string[]): void;
  /** Octets as they are. */
  inject(octets: string): void;
  hang(): void;
  restart(): void;
  unplug(replugAfter?: number): void;
}

export interface DeviceParts {
  network: VirtualNetwork;
  clock: Clock;
  identity: Identity;
  sim: Sim;
  storage: MessageStorage;
  faults: Faults;
  dialect: Dialect;
  /** TP-MR of the first message, 0..255. */
  firstReference: number;
}

/** The modem behind its AT interface: what commands read and change, and what the network reaches. */
export class Device implements Subscriber {
  readonly network: VirtualNetwork;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly sim: Sim;
  readonly storage: MessageStorage;
  readonly faults: Faults;
  readonly dialect: Dialect;
  readonly radio: Radio;
  readonly timers: Timers;
  /** How long the network takes. */
  readonly networkTime: SteadyDelay;
  readonly incoming: IncomingMessages;
  settings: Settings = factorySettings();
  /** What &W keeps and Z brings back; outlives the power. */
  storedSettings: Settings | undefined;
  /** AT+CSCA, kept on the SIM. */
  serviceCentre = '+447700900000';
  /** AT+CCLK: milliseconds that the modem's clock is ahead of the clock of its network. */
  clockOffset = 0;
  #powered = true;
  #reference: number;
  #reportedRegistration: number;

  constructor(
    parts: DeviceParts,
    readonly housing: Housing,
  ) {
    ({
      network: this.network,
      clock: this.clock,
      identity: this.identity,
      sim: this.sim,
      storage: this.storage,
      faults: this.faults,
      dialect: this.dialect,
      firstReference: this.#reference,
    } = parts);
    this.radio = new Radio(() => this.sim.ready);
    this.timers = new Timers(this.clock);
    this.networkTime = new SteadyDelay(this.clock, this.timers, this.network.networkDelay);
    this.incoming = new IncomingMessages(this);
    this.#reportedRegistration = this.radio.registration;
  }

  get number(): string {
    return this.identity.number;
  }

  get reachable(): boolean {
    return this.#powered && this.radio.registered;
  }

  receive(incoming: Incoming, done: (taken: boolean) => void): void {
    this.incoming.receive(incoming, done);
  }

  indicate(...lines: string[]): void {
    this.housing.indicate(...lines);
  }

  /** TP-MR for the next message, 0..255 and round again. */
  nextReference(): number {
    const reference = this.#reference;
    this.#reference = (reference + 1) % 256;
    return reference;
  }

  /** To be called after whatever may have changed the registration. */
  radioChanged(): void {
    const { registration, area, cell } = this.radio;
    if (registration !== this.#reportedRegistration) {
      this.#reportedRegistration = registration;
      for (const name of ['creg', 'cgreg', 'cereg'] as const) {
        const where = this.settings[name] === 2 && this.radio.registered ? `,"${area}","${cell}"` : '';
        if (this.settings[name] > 0) {
          this.indicate(`+${name.toUpperCase()}: ${registration}${where}`);
        }
      }
    }
    this.network.flush(this);
  }

  powerOff(): void {
    this.#powered = false;
    this.timers.clear();
    this.incoming.reset();
  }

  powerOn(): void {
    this.#powered = true;
    this.settings = structuredClone(this.storedSettings ?? factorySettings());
    this.radio.functionality = 1;
    this.radio.detached = false;
    this.sim.powerCycle();
    this.#reportedRegistration = this.radio.registration;
  }

  /** A slot became free, or the modem has booted. */
  memoryAvailable(): void {
    this.network.flush(this);
  }
}
