import type { SimState } from '../../src/dispatch/modem-port';
import type { Profile } from '../profiles';
import { RefusedCommand, type Answer, type Command } from './command';

type Run = (command: Command) => Promise<Answer[]>;

const LIMIT_MS = 10_000;
/** The last try is the owner's. */
const FEWEST_TRIES = 2;
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

/** Reads the SIM's state, and enters the PIN at most once as long as it did not prove right. Never logs it. */
export class SimGuard {
  /** `entered`: it is not known yet whether it was right. */
  private pinState: 'untried' | 'entered' | 'right' | 'wrong' = 'untried';

  constructor(private readonly pin: string | undefined) {}

  async check(run: Run, profile: Profile): Promise<SimState> {
    const state = await this.ask(run);
    if (typeof state !== 'string') return state;
    if (state === 'READY') return this.unlocked();
    if (state === 'SIM PIN') return this.enterPin(run, profile);
    return { state: 'blocked', detail: LOCKS[state] ?? `the SIM says ${state}` };
  }

  private unlocked(): SimState {
    if (this.pinState === 'entered') this.pinState = 'right';
    return { state: 'ready' };
  }

  private async enterPin(run: Run, profile: Profile): Promise<SimState> {
    if (this.pin === undefined) return blocked('SIM PIN needed: set `pin` for this modem');
    if (this.pinState === 'wrong' || this.pinState === 'entered') {
      return blocked('the SIM did not take the configured PIN; it is not tried again');
    }
    const tries = await this.triesLeft(run, profile);
    if (tries !== undefined && tries < FEWEST_TRIES) {
      return blocked(`SIM PIN not entered: only ${tries} of its tries left`);
    }
    this.pinState = 'entered';
    try {
      await run({ text: `AT+CPIN="${this.pin}"`, limit: LIMIT_MS });
    } catch (error) {
      if (error instanceof RefusedCommand) {
        this.pinState = 'wrong';
        return blocked(
          `the SIM did not take the configured PIN (${error.failure.text}); it is not tried again`,
        );
      }
      throw error;
    }
    return { state: 'busy', detail: 'SIM PIN entered' };
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
      return { state: 'busy', detail: code !== undefined && BUSY.has(code) ? 'the SIM is busy' : text };
    }
  }

  /** Undefined where the modem does not tell. */
  private async triesLeft(run: Run, profile: Profile): Promise<number | undefined> {
    const { command, answer, tries } = profile.pinTries ?? STANDARD_TRIES;
    try {
      const [first] = await run({ text: command, answer, limit: LIMIT_MS });
      const match = first && tries.exec(first.values);
      return match ? Number(match[1]) : undefined;
    } catch (error) {
      if (error instanceof RefusedCommand) return undefined;
      throw error;
    }
  }
}

/** 27.007 8.65: `+CPINR: SIM PIN,3,3`. */
const STANDARD_TRIES = { command: 'AT+CPINR="SIM PIN"', answer: '+CPINR', tries: /^[^,]*,\s*(\d+)/ } as const;

function blocked(detail: string): SimState {
  return { state: 'blocked', detail };
}
