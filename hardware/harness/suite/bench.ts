import type { ModemConfig } from '../../../src/config/types';
import type { ModemIdentity, Registration } from '../../../src/dispatch/modem-port';
import type { Clock, Logger } from '../../../src/ports';
import { encodeSubmit, type SubmitOptions } from '../../../src/sms';
import type { Answer, Command } from '../../driver/command';
import { ModemDriver } from '../../driver/modem-driver';
import { VolatilePinMemory } from '../../driver/sim';
import type { SerialBinding } from '../../transport/binding';
import { RecordedTransport } from '../transcript/recorded-transport';
import type { Transcript } from '../transcript/transcript';
import type { Budget } from './budget';
import { Failure, Interrupted, type Need } from './check';
import { promptAndLeave } from './prompt';
import { Received } from './received';
import { explainSilence } from './silence';
import { OpenSubmission, type Submitted } from './submission';

export interface BenchOptions {
  config: ModemConfig;
  /** Where serial ports come from; the operating system when absent. */
  binding?: SerialBinding;
  clock: Clock;
  logger: Logger;
  transcript: Transcript;
  budget: Budget;
  /** Longest wait for a registration, an answer of the network, a message that is to come back, a report; milliseconds. */
  wait: number;
  /** Length of the soak, in milliseconds. */
  soak: number;
  /** `--to` is known to be the number of this SIM. */
  loopback: boolean;
  /** Asks somebody to do something; absent where nobody is there. */
  ask?: (request: string) => void;
  /** Tells what is worth knowing beside the results. */
  tell: (note: string) => void;
  /** Ends the run. */
  signal: AbortSignal;
}

/** How long an answer of the network that is under way is waited for when the run is interrupted. */
const LAST_WAIT_MS = 10_000;

const QUICK_MS = 5_000;
const LOOK_AGAIN_MS = 1_000;
/** A SIM may be busy for so long after a start, and a modem may take so long to come back. */
const SIM_LIMIT_MS = 30_000;
const RECOVERY_LIMIT_MS = 60_000;

/** Undelivered after that, the network is to forget a message of ours, in seconds. */
const VALIDITY_S = 3_600;

/** What is put back when the run ends: who gets messages, and whether they are acknowledged. */
const KEPT_SETTINGS = ['+CNMI', '+CSMS'] as const;

/** The modem on the bench, reached through the layers that the daemon reaches it through, and what is known of it. */
export class Bench {
  readonly clock: Clock;
  readonly received: Received;
  /** Why something that checks may need is not there. */
  readonly missing = new Map<Need, string>();
  /** Answers to test commands, in the order in which they were asked; null where the modem does not know the command. */
  readonly capabilities = new Map<string, string | null>();
  identity: ModemIdentity | undefined;
  #modem: ModemDriver;
  #pin: string | undefined;
  #open: OpenSubmission | undefined;
  #kept: string[] = [];

  constructor(readonly options: BenchOptions) {
    const { clock, signal, budget, ask } = options;
    this.clock = clock;
    this.received = new Received({ clock, signal, to: budget.to, tell: options.tell });
    this.#pin = options.config.pin;
    this.#modem = this.#driver();
    if (budget.to === undefined) this.missing.set('to', 'no --to NUMBER was given: nothing is sent');
    if (!ask) this.missing.set('person', 'nobody is there to do it: run on a terminal, or with --unplug');
  }

  get to(): string {
    return this.options.budget.to!;
  }

  /** Opens the port and brings the modem to where it can be asked. Rejects with an Error that names the port. */
  async connect(): Promise<void> {
    const { config, transcript } = this.options;
    this.#modem = this.#driver();
    this.received.settingsGone = false;
    await this.#modem.open();
    const from = transcript.position;
    try {
      await this.#modem.synchronise();
      this.identity = await this.#modem.configure();
    } catch (error) {
      throw explainSilence(config, transcript.since(from), error as Error);
    }
  }

  /** Rejects with RefusedCommand or UnansweredCommand. */
  run(command: Command): Promise<Answer[]> {
    this.options.signal.throwIfAborted();
    return this.#modem.run(command);
  }

  /** First line of information text of a command, null where the modem says no to it. */
  async ask(text: string, answer: string): Promise<string | null> {
    this.options.signal.throwIfAborted();
    const answers = await this.#modem.tolerate({ text, answer, limit: QUICK_MS });
    return answers?.[0]?.values ?? null;
  }

  signal = () => this.#modem.signal();
  status = () => this.#modem.status();
  synchronise = () => this.#modem.synchronise();

  /** Asks for messages and reports. What the SIM holds from before stays there. */
  async subscribe(): Promise<void> {
    if (this.#kept.length === 0) {
      for (const name of KEPT_SETTINGS) {
        const value = await this.ask(`AT${name}?`, name);
        // of +CSMS only <service> can be set (27.005 3.2.1)
        if (value !== null) this.#kept.push(`AT${name}=${name === '+CSMS' ? value.split(',')[0] : value}`);
      }
    }
    await this.#modem.subscribe();
    this.#modem.listen(this.received);
  }

  /** Encodes a message to `--to` and submits its segments. Rejects with Failure. */
  async send(content: Omit<SubmitOptions, 'to' | 'validity'>): Promise<Submitted[]> {
    const submitted: Submitted[] = [];
    for (const segment of encodeSubmit({ ...content, to: this.to, validity: VALIDITY_S })) {
      submitted.push(await this.submit(segment));
    }
    return submitted;
  }

  /** One AT+CMGS exchange. Rejects with Failure. */
  async submit(segment: { length: number; pdu: string }): Promise<Submitted> {
    this.options.signal.throwIfAborted();
    const { budget, wait } = this.options;
    const open = new OpenSubmission(
      { modem: this.#modem, clock: this.clock, budget, answerLimit: wait },
      segment,
    );
    this.#open = open;
    const result = await this.orAborted(open.ended);
    if (result instanceof Failure) throw result;
    return result;
  }

  /** Writes AT+CMGS, waits for the prompt and gives up there. Rejects with Failure where none comes. */
  abortAtPrompt(length: number): Promise<void> {
    return this.orAborted(promptAndLeave(this.#modem, length, this.clock));
  }

  /** Resolves when the port is lost, or to false after so many milliseconds. */
  lossWithin(limit: number): Promise<boolean> {
    return this.orAborted(this.received.lossWithin(limit));
  }

  /** Waits. Rejects once the run is interrupted. */
  pause(ms: number): Promise<void> {
    return this.orAborted(new Promise((resolve) => void this.clock.setTimeout(resolve, ms)));
  }

  /** Polls the SIM until it is ready; rejects with Failure where it is not to be had. */
  async simReady(): Promise<void> {
    const end = this.clock.monotonic() + SIM_LIMIT_MS;
    for (;;) {
      const sim = await this.#modem.checkSim();
      if (sim.state === 'ready') return;
      if (sim.state === 'blocked') {
        // another driver would try it again
        this.#pin = undefined;
        throw new Failure(sim.detail, 'Put in a SIM that is ready, or give its PIN with --pin.');
      }
      if (this.clock.monotonic() > end) {
        throw new Failure(
          `${sim.detail} for ${SIM_LIMIT_MS / 1000} s`,
          'Take the SIM out and put it in again; some modems need a restart then.',
        );
      }
      await this.pause(LOOK_AGAIN_MS);
    }
  }

  /** Polls the registration until there is one, for `wait` at the most; resolves to what it was last. */
  async registered(): Promise<Registration> {
    const end = this.clock.monotonic() + this.options.wait;
    for (;;) {
      const registration = await this.#modem.registration();
      const { state } = registration;
      if (state === 'registered' || state === 'untold' || this.clock.monotonic() > end) return registration;
      await this.pause(LOOK_AGAIN_MS);
    }
  }

  /** After a check that failed: in step again, opened anew where that is what it takes. Rejects where nothing helps. */
  async recover(): Promise<void> {
    try {
      if (this.received.settingsGone) throw new Error('its settings are gone');
      await this.#modem.run({ text: 'AT+CSQ', answer: '+CSQ', limit: QUICK_MS }).catch(() => this.#resume());
    } catch {
      await this.#reconnectWithin(RECOVERY_LIMIT_MS);
    }
  }

  /** Closes the port and opens it again, with all that belongs to it. */
  async reconnect(): Promise<void> {
    await this.close();
    await this.connect();
    if (this.missing.has('sim')) return;
    await this.simReady();
    if (!this.missing.has('network')) await this.registered();
    if (this.missing.has('indications')) return;
    await this.subscribe();
    await this.#acknowledge();
  }

  async #reconnectWithin(limit: number): Promise<void> {
    const end = this.clock.monotonic() + limit;
    for (;;) {
      try {
        await this.reconnect();
        return;
      } catch (error) {
        if (error instanceof Interrupted || this.clock.monotonic() > end) throw error;
        await this.pause(LOOK_AGAIN_MS);
      }
    }
  }

  async #resume(): Promise<void> {
    await this.#modem.synchronise();
    await this.#acknowledge();
    if (!this.missing.has('indications')) await this.#modem.status();
  }

  /** A message that came while it was out of step was taken and not acknowledged: without that no other would come. */
  async #acknowledge(): Promise<void> {
    await this.#modem.tolerate({ text: 'AT+CNMA', limit: QUICK_MS });
  }

  /** Puts back what was changed, leaves the prompt where the run was interrupted at it, and closes. Never rejects. */
  async leave(interrupted: boolean): Promise<void> {
    try {
      if (interrupted) await this.#leaveExchange();
      for (const text of this.#kept) await this.#modem.tolerate({ text, limit: QUICK_MS });
    } catch (error) {
      this.options.logger.debug({ reason: String(error) }, 'the modem was left as it is');
    }
    await this.close();
  }

  close(): Promise<void> {
    return this.#modem.close();
  }

  /** The promise, or a rejection once the run is interrupted. */
  orAborted<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.options;
    if (signal.aborted) return Promise.reject(new Interrupted());
    return new Promise<T>((resolve, reject) => {
      const abort = (): void => reject(new Interrupted());
      signal.addEventListener('abort', abort);
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  async #leaveExchange(): Promise<void> {
    const open = this.#open;
    if (open?.written) {
      await Promise.race([
        open.ended,
        new Promise((resolve) => void this.clock.setTimeout(() => resolve(undefined), LAST_WAIT_MS)),
      ]);
    }
    open?.abandon();
    await this.#modem.synchronise();
  }

  #driver(): ModemDriver {
    const { config, binding, clock, logger, transcript } = this.options;
    const pinned = { ...config };
    if (this.#pin === undefined) delete pinned.pin;
    return new ModemDriver({
      config: pinned,
      ...(binding && { binding }),
      clock,
      logger,
      pinMemory: new VolatilePinMemory('unknown'),
      decorate: (transport) => new RecordedTransport(transport, transcript),
    });
  }
}
