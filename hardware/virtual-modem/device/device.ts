import type { Clock } from '../../../src/ports';
import type { Dialect } from '../at/dialect';
import type { Faults } from '../faults/rules';
import { IncomingMessages } from './incoming-messages';
import type { Identity } from './identity';
import type { Incoming, Subscriber, VirtualNetwork } from '../network/network';
import { Radio } from './radio';
import { factorySettings, type Settings } from './settings';
import type { Sim, SimState } from './sim';
import type { MessageStorage } from './storage';
import { SteadyDelay, Timers } from '../timers';

/** What the inside of a modem asks of its housing. */
export interface Housing {
  /** Unsolicited result code: one line, or one with its second line. */
  indicate(...lines: string[]): void;
  /** The same by a fault. */
  disturb(...lines: string[]): void;
  /** Octets as they are. */
  inject(octets: string): void;
  hang(): void;
  restart(): void;
  unplug(replugAfter?: number, as?: string): void;
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
  serviceCentre: string;
  /** AT+CCLK: milliseconds that the modem's clock is ahead of the clock of its network. */
  clockOffset = 0;
  /** AT+CCLK: its zone, in quarters of an hour. */
  clockZone = 0;
  #powered = true;
  #simBusy = false;
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
    this.serviceCentre = this.network.serviceCentre;
    this.radio = new Radio(() => this.simState === 'READY');
    this.timers = new Timers(this.clock);
    this.networkTime = new SteadyDelay(this.clock, this.timers, this.network.networkDelay);
    this.incoming = new IncomingMessages(this);
    this.#reportedRegistration = this.radio.registration;
  }

  get number(): string {
    return this.identity.number;
  }

  /** As commands find it. */
  get simState(): SimState | 'BUSY' {
    return this.#simBusy ? 'BUSY' : this.sim.state;
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

  /** 27.007 7.2: <stat>, and where the setting asks for it the area and the cell. */
  registrationText(name: 'creg' | 'cgreg' | 'cereg'): string {
    const { registration, registered, area, cell } = this.radio;
    if (this.settings[name] !== 2 || !registered) {
      return String(registration);
    }
    return this.dialect.quotesCells
      ? `${registration},"${area}","${cell}"`
      : `${registration},${area},${cell}`;
  }

  /** To be called after whatever may have changed the registration. */
  radioChanged(): void {
    const { registration } = this.radio;
    if (registration !== this.#reportedRegistration) {
      this.#reportedRegistration = registration;
      for (const name of ['creg', 'cgreg', 'cereg'] as const) {
        if (this.settings[name] > 0) {
          this.indicate(`+${name.toUpperCase()}: ${this.registrationText(name)}`);
        }
      }
    }
    this.network.flush(this);
  }

  powerOff(): void {
    this.#powered = false;
    this.#simBusy = false;
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
    this.startSim();
  }

  /** The SIM is busy for a while where the model has it so. To be called when it gets power. */
  startSim(): void {
    const { simBusyTime, readyBanner } = this.dialect;
    if (simBusyTime > 0) {
      this.#simBusy = true;
      this.timers.after(simBusyTime, () => {
        this.#simBusy = false;
        readyBanner.forEach((line) => this.indicate(line));
        this.radioChanged();
      });
    }
  }

  /** A slot became free, or the modem has booted. */
  memoryAvailable(): void {
    this.network.flush(this);
  }
}
