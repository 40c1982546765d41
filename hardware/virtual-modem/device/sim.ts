export type SimState = 'READY' | 'SIM PIN' | 'SIM PUK' | 'BLOCKED' | 'ABSENT';

export interface SimOptions {
  /** 4 to 8 digits; without it the card asks for none. */
  pin?: string;
  /** 8 digits; default 12345678. */
  puk?: string;
  /** 15 digits; default one of the test network 001 01. */
  imsi?: string;
  /** 19 or 20 digits. */
  iccid?: string;
  /** false: no card in the modem. */
  present?: boolean;
}

const PIN_TRIES = 3;
const PUK_TRIES = 10;

/** A SIM card: its PIN survives power cycles, and so do the tries that are left (27.007 8.3, 11.11 section 9). */
export class Sim {
  readonly imsi: string;
  readonly iccid: string;
  readonly #puk: string;
  readonly #present: boolean;
  #pin: string | undefined;
  #asksForPin: boolean;
  #verified = false;
  #pinTries = PIN_TRIES;
  #pukTries = PUK_TRIES;

  constructor(options: SimOptions = {}) {
    this.#pin = options.pin;
    this.#asksForPin = options.pin !== undefined;
    this.#puk = options.puk ?? '12345678';
    this.#present = options.present ?? true;
    this.imsi = options.imsi ?? '001010123456789';
    this.iccid = options.iccid ?? '8944501000000000017';
  }

  get state(): SimState {
    if (!this.#present) {
      return 'ABSENT';
    }
    if (this.#pukTries === 0) {
      return 'BLOCKED';
    }
    if (this.#pinTries === 0) {
      return 'SIM PUK';
    }
    return this.#asksForPin && !this.#verified ? 'SIM PIN' : 'READY';
  }

  get ready(): boolean {
    return this.state === 'READY';
  }

  /** true where the card asks for its PIN after each power cycle. */
  get asksForPin(): boolean {
    return this.#asksForPin;
  }

  /** 0..3. */
  get pinTries(): number {
    return this.#pinTries;
  }

  /** 0..10. */
  get pukTries(): number {
    return this.#pukTries;
  }

  /** false: wrong, and one try is gone. */
  verify(pin: string): boolean {
    if (this.#pinTries === 0 || pin !== this.#pin) {
      this.#pinTries = Math.max(0, this.#pinTries - 1);
      this.#verified = false;
      return false;
    }
    this.#pinTries = PIN_TRIES;
    this.#verified = true;
    return true;
  }

  /** false: wrong, and one try is gone. */
  unblock(puk: string, newPin: string): boolean {
    if (this.#pukTries === 0 || puk !== this.#puk) {
      this.#pukTries = Math.max(0, this.#pukTries - 1);
      return false;
    }
    this.#pukTries = PUK_TRIES;
    this.#pinTries = PIN_TRIES;
    this.#pin = newPin;
    this.#verified = true;
    return true;
  }

  /** Whether the card is to ask for its PIN, or what the PIN is, changes only for one who knows it. */
  change(pin: string, to: { asksForPin?: boolean; pin?: string }): boolean {
    const wasVerified = this.#verified;
    if (!this.verify(pin)) {
      // a wrong one costs a try, and shuts nothing that is open before the last is gone
      this.#verified = wasVerified;
      return false;
    }
    this.#asksForPin = to.asksForPin ?? this.#asksForPin;
    this.#pin = to.pin ?? this.#pin;
    return true;
  }

  powerCycle(): void {
    this.#verified = false;
  }
}
