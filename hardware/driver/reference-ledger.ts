import type { Clock } from '../../src/ports';

/** An answer that is later than this does not come any more. */
const LATEST_ANSWER_MS = 120_000;
/** Within this time most networks have answered. */
const USUAL_ANSWER_MS = 15_000;

/**
 * Whose +CMGS it is, after an exchange was given up: its answer may still come, in the middle of the next exchange.
 * TP-MR counts up by one with each message (23.040 9.2.3.6), so the next one's own is known as long as it does; where
 * it cannot be told, the next one's own answer is waited for, for a while.
 */
export class ReferenceLedger {
  private last: number | undefined;
  private owed = 0;
  private owedUntil = 0;

  /** How long to wait for an answer after one that may be another's, in milliseconds. */
  readonly grace: number;

  /** @param answerTimeout how long an exchange is waited for, in milliseconds */
  constructor(
    private readonly clock: Clock,
    answerTimeout: number,
  ) {
    this.grace = Math.min(USUAL_ANSWER_MS, answerTimeout / 2);
  }

  /** Answers to exchanges that were given up, which may still come. */
  get outstanding(): number {
    if (this.clock.monotonic() >= this.owedUntil) this.owed = 0;
    return this.owed;
  }

  /**
   * Whether an answer is that of the exchange in flight, and not of one before it.
   * @param answers how many came in this exchange, this one included
   * @param reference TP-MR; nothing where it is an error, or cannot be read
   */
  isOwn(answers: number, reference?: number | null): boolean {
    const { outstanding, last } = this;
    if (answers > outstanding) return true;
    return last !== undefined && reference === ((last + outstanding + 1) & 0xff);
  }

  /** The exchange in flight ended with this answer. */
  settle(reference: number | null): void {
    this.last = reference ?? undefined;
    this.owed = 0;
  }

  /** The exchange in flight ended with an error of its own: TP-MR may have counted up or not. */
  settleRefused(): void {
    this.last = undefined;
    this.owed = 0;
  }

  /** An answer came that belongs to none in flight. */
  receiveLate(reference: number | undefined): void {
    this.last = reference;
    this.owed = Math.max(0, this.outstanding - 1);
  }

  /** The exchange in flight is given up after its PDU was written, with so many answers that may be of those before. */
  giveUp(answers: number, reference: number | undefined): void {
    if (answers === 0) this.owedUntil = this.clock.monotonic() + LATEST_ANSWER_MS;
    if (reference !== undefined) this.last = reference;
    this.owed = Math.max(0, this.owed + 1 - answers);
  }

  /** The modem rebooted: what it had in hand is gone, and it may count anew. */
  forget(): void {
    this.last = undefined;
    this.owed = 0;
  }
}
