import { EventEmitter } from 'node:events';
import type { Clock } from '../../src/ports';
import { Device } from './device/device';
import { STANDARD_DIALECT, type Dialect } from './at/dialect';
import { Received } from './expectations/received';
import { Faults, type FaultRule } from './faults/rules';
import { identityOf } from './device/identity';
import { Interpreter } from './at/interpreter';
import { Line, LineTime } from './line';
import type { VirtualNetwork } from './network/network';
import type { RegistrationState } from './device/radio';
import { Sim, type SimOptions } from './device/sim';
import { MessageStorage, type MemoryName } from './device/storage';
import { Timers } from './timers';

export interface VirtualModemOptions {
  network: VirtualNetwork;
  /** Default: that of the network. */
  clock?: Clock;
  /** Default: one of its own within the network. */
  number?: string;
  /** 15 digits. Default: one of its own within the network. */
  imei?: string;
  /** What AT+CGMI, +CGMM and +CGMR say. */
  manufacturer?: string;
  model?: string;
  revision?: string;
  /** 27.007 7.2 <stat>; default 1, home. */
  registration?: RegistrationState;
  /** 27.007 8.5 <rssi>: 0..31, 99 unknown; default 21. */
  signal?: number;
  /** The SIM asks for it after each power cycle. */
  pin?: string;
  sim?: Omit<SimOptions, 'pin'>;
  /** Slots of each memory; default SM 20, ME 100, SR 20. */
  memories?: Partial<Record<MemoryName, number>>;
  /** Rate of the line in bit/s; without it octets pass at once. */
  baud?: number;
  /** Milliseconds from power to the boot banner; default 0. */
  bootTime?: number;
  /** TP-MR of the first message, 0..255; default 0. */
  firstReference?: number;
  faults?: readonly FaultRule[];
  dialect?: Partial<Dialect>;
}

interface ModemEvents {
  /** Octets for the host. */
  bytes: [octets: Buffer];
  /** A command line was read, such as `AT+CMGS=23`. */
  command: [line: string];
  /** The modem left its port, or came back to it. */
  unplugged: [];
  /** `as`: under another name, in the same folder. */
  plugged: [as?: string | undefined];
  /** Everything that the host wrote has passed the line. */
  drain: [];
}

type Power = 'off' | 'booting' | 'on' | 'hung';

/** Octets on their way to the host before further ones are lost, as in a modem's own buffer. */
const MAX_TO_HOST = 262_144;

/** A GSM modem: octets in, octets out. It knows nothing of ports. */
export class VirtualModem extends EventEmitter<ModemEvents> {
  readonly faults: Faults;
  readonly #device: Device;
  readonly #interpreter: Interpreter;
  readonly #fromHost: Line | undefined;
  readonly #toHost: Line | undefined;
  readonly #dialect: Dialect;
  readonly #bootTime: number;
  /** Outlives the power, unlike the timers of the device. */
  readonly #housingTimers: Timers;
  #power: Power = 'on';
  #plugged = true;
  readonly #received = new Received();
  #output = '';
  #turns = 0;

  constructor(options: VirtualModemOptions) {
    super();
    const { network, clock = network.clock, firstReference = 0, baud, registration, signal } = options;
    if (!Number.isInteger(firstReference) || firstReference < 0 || firstReference > 255) {
      throw new RangeError(`firstReference: an integer from 0 to 255 expected, got ${firstReference}`);
    }
    this.faults = new Faults(options.faults);
    this.#dialect = { ...STANDARD_DIALECT, ...options.dialect };
    this.#bootTime = options.bootTime ?? 0;
    this.#housingTimers = new Timers(clock);
    const identity = identityOf(network.nextSequence(), options);
    const sim = new Sim({ ...options.sim, ...(options.pin !== undefined && { pin: options.pin }) });
    const storage = new MessageStorage(options.memories);
    this.#device = new Device(
      { network, clock, identity, sim, storage, faults: this.faults, dialect: this.#dialect, firstReference },
      {
        indicate: (...lines) => this.#turn(() => this.#indicate(lines)),
        disturb: (...lines) => this.#turn(() => this.#interpreter.disturb(lines)),
        inject: (octets) => this.#turn(() => this.#write(octets)),
        hang: () => this.hang(),
        restart: () => this.#restart(),
        unplug: (replugAfter, as) => this.unplug(replugAfter, as),
      },
    );
    this.#interpreter = new Interpreter(this.#device, {
      write: (text) => this.#turn(() => this.#write(text)),
      commandRead: (line) => this.emit('command', line),
    });
    if (baud !== undefined) {
      const time = new LineTime(clock);
      this.#fromHost = new Line(clock, baud, time, (octets) => this.#accept(octets));
      this.#toHost = new Line(clock, baud, time, (octets) => this.#emitBytes(octets));
    }
    if (registration !== undefined) {
      this.setRegistration(registration);
    }
    if (signal !== undefined) {
      this.setSignal(signal);
    }
    network.attach(this.#device);
  }

  get number(): string {
    return this.#device.number;
  }

  get imei(): string {
    return this.#device.identity.imei;
  }

  /** What the host wrote, one character for each octet; the newest 65 536. */
  get received(): string {
    return this.#received.text;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /**
   * The host has written this next: right behind what was expected before. Returns what fitted. Throws ExpectationError,
   * which shows what it wrote instead.
   */
  expectBytes(expected: string | RegExp): string {
    return this.#received.expect(expected);
  }

  /** The host has written nothing beyond what was expected. Throws ExpectationError. */
  expectNoMoreBytes(): void {
    this.#received.expectNothing();
  }

  /** Octets that the host wrote and that are still on the line. */
  get pending(): number {
    return this.#fromHost?.pending ?? 0;
  }

  /** Octets from the host; a string stands for one octet a character. */
  write(octets: Buffer | string): void {
    const buffer = typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets;
    this.#received.append(buffer.toString('latin1'));
    if (this.#fromHost) {
      this.#fromHost.write(Buffer.from(buffer));
    } else {
      this.#accept(buffer);
    }
  }

  /** An unsolicited result code: one line, or one with its second line. */
  indicate(...lines: string[]): void {
    if (this.#power === 'on') {
      this.#turn(() => this.#indicate(lines));
    }
  }

  /** What the network says when the modem asks (27.007 7.2): 1 home, 2 searching, 3 denied, 5 roaming. */
  setRegistration(state: RegistrationState): void {
    this.#device.radio.coverage = state;
    this.#turn(() => this.#device.radioChanged());
  }

  /** 27.007 8.5 <rssi>: 0..31, 99 unknown. */
  setSignal(rssi: number): void {
    this.#device.radio.rssi = rssi;
  }

  /** Answers nothing any more until its power was cut. */
  hang(): void {
    this.#power = 'hung';
    this.#lose();
  }

  powerOff(): void {
    this.#power = 'off';
    this.#lose();
  }

  /** Boots, and says so. Nothing where it has power and works. */
  powerOn(): void {
    if (this.#power === 'on' || this.#power === 'booting') {
      return;
    }
    this.#power = 'booting';
    this.#device.timers.pause(this.#bootTime, () => this.#turn(() => this.#booted()));
  }

  /**
   * Takes the modem off its port and its power with it, as with a USB stick. `replugAfter`: milliseconds until it comes
   * back, `as` another name where that is given.
   */
  unplug(replugAfter?: number, as?: string): void {
    this.powerOff();
    this.#housingTimers.clear();
    if (this.#plugged) {
      this.#plugged = false;
      this.emit('unplugged');
    }
    if (replugAfter !== undefined) {
      this.#housingTimers.after(replugAfter, () => this.plug(as));
    }
  }

  /** `as`: the name of its port, in the same folder; default the one it had. */
  plug(as?: string): void {
    this.#housingTimers.clear();
    if (!this.#plugged) {
      this.#plugged = true;
      this.emit('plugged', as);
    }
    this.powerOn();
  }

  #restart(): void {
    this.powerOff();
    this.powerOn();
  }

  /** What was in hand is gone. */
  #lose(): void {
    this.#device.powerOff();
    this.#interpreter.reset();
    this.#fromHost?.clear();
    this.emit('drain');
  }

  #booted(): void {
    this.#power = 'on';
    this.#device.powerOn();
    this.#dialect.bootBanner.forEach((line) => this.#indicate([line]));
    this.#device.memoryAvailable();
  }

  #accept(octets: Buffer): void {
    if (this.#power === 'on') {
      this.#turn(() => this.#interpreter.accept(octets));
    }
    if (this.pending === 0) {
      this.emit('drain');
    }
  }

  #indicate(lines: string[]): void {
    this.#interpreter.indicate(lines);
  }

  #write(text: string): void {
    this.#output += text;
  }

  /** What one event gives rise to goes out together. */
  #turn(action: () => void): void {
    this.#turns++;
    try {
      action();
    } finally {
      this.#turns--;
    }
    if (this.#turns === 0 && this.#output !== '') {
      const octets = Buffer.from(this.#output, 'latin1');
      this.#output = '';
      if (!this.#toHost) {
        this.#emitBytes(octets);
      } else if (this.#toHost.pending < MAX_TO_HOST) {
        this.#toHost.write(octets);
      }
    }
  }

  #emitBytes(octets: Buffer): void {
    const size = this.#dialect.fragment || octets.length;
    for (let at = 0; at < octets.length; at += size) {
      this.emit('bytes', octets.subarray(at, at + size));
    }
  }
}
