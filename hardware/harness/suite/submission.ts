import type { ModemPort, SubmitEvent } from '../../../src/dispatch/modem-port';
import type { Clock } from '../../../src/ports';
import { explainRefusal } from './advice';
import type { Budget } from './budget';
import { Failure } from './check';

/** What a PDU came to that the network took. */
export interface Submitted {
  /** TP-MR, 0..255; null where the modem did not tell. */
  reference: number | null;
  /** Milliseconds from AT+CMGS to the prompt, and from 0x1A to +CMGS. */
  promptMs: number;
  answerMs: number;
}

const COMMAND_LIMIT_MS = 60_000;
const PROMPT_LIMIT_MS = 10_000;

export interface SubmissionParts {
  modem: Pick<ModemPort, 'beginSubmit'>;
  clock: Clock;
  budget: Budget;
  /** Longest wait for +CMGS, in milliseconds. */
  answerLimit: number;
}

/** One AT+CMGS exchange, as the daemon makes it, with its limits. `ended` resolves to a Failure where it failed; it never rejects. */
export class OpenSubmission {
  /** 0x1A may have been written. */
  written = false;
  readonly ended: Promise<Submitted | Failure>;
  #end!: (result: Submitted | Failure) => void;
  #over = false;
  readonly #exchange: ReturnType<ModemPort['beginSubmit']>;
  #timer: unknown;
  #since: number;
  #promptMs = 0;

  constructor(
    private readonly parts: SubmissionParts,
    segment: { length: number; pdu: string },
  ) {
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#since = parts.clock.monotonic();
    this.#within(COMMAND_LIMIT_MS, 'AT+CMGS could not be written');
    this.#exchange = parts.modem.beginSubmit(segment.length, (event) => this.#receive(event, segment.pdu));
  }

  get over(): boolean {
    return this.#over;
  }

  /** Gives up waiting; the modem has to be synchronised then. */
  abandon(): void {
    this.#conclude(new Failure('given up', ''));
  }

  #receive(event: SubmitEvent, pdu: string): void {
    if (this.#over) return;
    switch (event.type) {
      case 'COMMAND_WRITTEN':
        if (!this.written) this.#within(PROMPT_LIMIT_MS, 'no prompt after AT+CMGS');
        break;
      case 'PROMPTED':
        this.#prompted(pdu);
        break;
      case 'PDU_WRITTEN':
        break;
      case 'PDU_NOT_STARTED':
        this.#conclude(
          new Failure(`the PDU could not be written: ${event.detail}`, 'Is the port still there?'),
        );
        break;
      case 'REFERENCED': {
        const answerMs = this.parts.clock.monotonic() - this.#since;
        this.#conclude({ reference: event.reference, promptMs: this.#promptMs, answerMs });
        break;
      }
      case 'FAILED':
        this.#conclude(explainRefusal(event.failure, this.written));
        break;
      case 'LOST':
        this.#conclude(
          new Failure(
            `${this.written ? 'no answer after the PDU' : 'no prompt after AT+CMGS'}: ${event.detail}`,
            'A reboot in the middle of a send is mostly the power supply: bursts take 2 A. The daemon counts this as in doubt.',
          ),
        );
        break;
    }
  }

  #prompted(pdu: string): void {
    const { clock, budget, answerLimit } = this.parts;
    this.#promptMs = clock.monotonic() - this.#since;
    try {
      budget.spend(pdu);
    } catch (error) {
      this.#conclude(new Failure((error as Error).message, 'Allow more with --max-messages.'));
      return;
    }
    this.written = true;
    this.#since = clock.monotonic();
    this.#within(answerLimit, 'no +CMGS and no error after the PDU');
    // the exchange has told PROMPTED before its constructor returned, where the modem is in this process
    queueMicrotask(() => this.#exchange.writePdu(pdu));
  }

  #within(limit: number, problem: string): void {
    this.parts.clock.clearTimeout(this.#timer);
    this.#timer = this.parts.clock.setTimeout(() => {
      this.#conclude(
        new Failure(
          `${problem} within ${limit / 1000} s`,
          'The daemon counts what it wrote as in doubt and synchronises the modem. Is the signal weak, or the network slow? See --wait.',
        ),
      );
    }, limit);
  }

  #conclude(result: Submitted | Failure): void {
    if (this.#over) return;
    this.#over = true;
    this.parts.clock.clearTimeout(this.#timer);
    // a no to AT+CMGS or to the PDU has ended the exchange already: giving up what is over does nothing
    queueMicrotask(() => this.#exchange.abandon());
    this.#end(result);
  }
}
