import type { PinMemory, SimState } from '../../src/dispatch/modem-port';
import type { Profile } from '../profiles';
import type { Asker } from './asker';
import { RefusedCommand, type Answer, type Command } from './command';

type Run = (command: Command) => Promise<Answer[]>;

const LIMIT_MS = 10_000;
/** The last try is the owner's. */
const FEWEST_TRIES = 2;
/** 31.102: a PIN has three tries, and all of them again once it was right. */
const ALL_TRIES = 3;
/** 27.007 9.2: operations that the SIM cannot do just now. */
const BUSY = new Set([14, 515]);
/** SIM states in which a person has to do something (27.007 8.3). */
const LOCKS: Readonly<Record<string, string>> = {
  'SIM PUK': 'the SIM asks for its PUK',
  'SIM PIN2': 'the SIM asks for its PIN2',
  'SIM PUK2': 'the SIM asks for its PUK2',
  'PH-SIM PIN': 'the modem is locked to another SIM',
  'PH-NET PIN': 'the modem is locked to a network',
};

/** Remembers as long as the driver lives. */
export class VolatilePinMemory implements PinMemory {
  private noted: { pin: string; state: 'entered' | 'refused' } | undefined;

  /** @param past what is known of the time before: `unknown` for a program that is run again and again */
  constructor(private readonly past: 'untried' | 'unknown' = 'untried') {}

  recall(pin: string): ReturnType<PinMemory['recall']> {
    return this.noted?.pin === pin ? this.noted.state : this.past;
  }

  async note(pin: string, state: 'entered' | 'refused'): Promise<void> {
    this.noted = { pin, state };
  }

  async forget(): Promise<void> {
    this.noted = undefined;
  }
}

/**
 * Reads the SIM's state, and enters the PIN once. One that was refused is never entered again; one
 * whose answer was lost only when the SIM says that no try was used up. Never logs it.
 */
export class SimGuard {
  /** What the SIM said to the PIN, for the status page. */
  private answer: string | undefined;
  private wasBusy = false;

  constructor(
    private readonly pin: string | undefined,
    private readonly memory: PinMemory,
  ) {}

  /** @param asker for what a modem need not know */
  async check(run: Run, asker: Asker, profile: Profile): Promise<SimState> {
    const state = await this.ask(run);
    if (typeof state !== 'string') return state;
    if (state === 'READY') {
      await this.memory.forget();
      return { state: 'ready' };
    }
    if (state === 'SIM PIN') return this.enterPin(run, asker, profile);
    return blocked(LOCKS[state] ?? `the SIM says ${state}`);
  }

  private async enterPin(run: Run, asker: Asker, profile: Profile): Promise<SimState> {
    const { pin } = this;
    if (pin === undefined) return blocked('SIM PIN needed: set `pin` for this modem');
    const tries = await this.triesLeft(asker, profile);
    if (tries !== undefined && tries < FEWEST_TRIES) {
      return blocked(`SIM PIN not entered: only ${tries} of its tries left`);
    }
    const known = this.memory.recall(pin);
    // A power cut between the PIN and its proof leaves all tries where it was right.
    if (known === 'refused' || (known === 'entered' && tries !== ALL_TRIES)) {
      const said = this.answer === undefined ? '' : ` (${this.answer})`;
      return blocked(`the SIM did not take the configured PIN${said}; it is not tried again`);
    }
    // Each run of a program that remembers nothing would spend a try, up to the PUK.
    if (known === 'unknown' && tries !== ALL_TRIES) {
      const left =
        tries === undefined
          ? 'the modem does not tell how many tries are left'
          : `only ${tries} of its tries left`;
      return blocked(`SIM PIN not entered: ${left}; the daemon, which remembers what it entered, may`);
    }
    await this.memory.note(pin, 'entered');
    try {
      await run({ text: `AT+CPIN="${pin}"`, limit: LIMIT_MS });
    } catch (error) {
      if (!(error instanceof RefusedCommand)) throw error;
      if (await this.isLeftAlone(error, tries)) return { state: 'busy', detail: 'the SIM is busy' };
      this.answer = error.failure.text;
      await this.memory.note(pin, 'refused');
      return blocked(`the SIM did not take the configured PIN (${this.answer}); it is not tried again`);
    }
    return { state: 'busy', detail: 'SIM PIN entered' };
  }

  /** The SIM was too busy to look at it. One that does not tell the tries left is believed so once. */
  private async isLeftAlone({ failure: { code } }: RefusedCommand, tries: number | undefined) {
    if (code === undefined || !BUSY.has(code)) return false;
    if (tries !== undefined) return true;
    if (this.wasBusy) return false;
    this.wasBusy = true;
    await this.memory.forget();
    return true;
  }

  private async ask(run: Run): Promise<string | SimState> {
    // Some modems leave out the final result code here, and here only.
    const command: Command = { text: 'AT+CPIN?', answer: '+CPIN', limit: LIMIT_MS, withoutFinal: true };
    try {
      const answers = await run(command);
      const state = answers[0]?.values.replaceAll('"', '').trim().toUpperCase();
      return state ?? { state: 'busy', detail: 'the modem did not tell the state of the SIM' };
    } catch (error) {
      if (!(error instanceof RefusedCommand)) throw error;
      const { code, text } = error.failure;
      if (code === 10) return blocked('no SIM inserted');
      if (code === 13) return blocked('the SIM failed');
      if (code === 15) return blocked('the SIM is of the wrong kind');
      const isBusy = code !== undefined && BUSY.has(code);
      return { state: 'busy', detail: isBusy ? 'the SIM is busy' : `AT+CPIN? was answered by ${text}` };
    }
  }

  /** Undefined where the modem does not tell. */
  private async triesLeft(asker: Asker, profile: Profile): Promise<number | undefined> {
    const { command, answer, tries } = profile.pinTries ?? STANDARD_TRIES;
    const answers = await asker.tolerate({ text: command, answer, limit: LIMIT_MS });
    const match = tries.exec(answers?.[0]?.values ?? '');
    return match ? Number(match[1]) : undefined;
  }
}

/** 27.007 8.65: `+CPINR: SIM PIN,3,3`. */
const STANDARD_TRIES = { command: 'AT+CPINR="SIM PIN"', answer: '+CPINR', tries: /^[^,]*,\s*(\d+)/ } as const;

function blocked(detail: string): SimState {
  return { state: 'blocked', detail };
}
