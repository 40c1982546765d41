import type { ResultCode } from '../at/result-code';

/** What is in flight on the channel. The channel hands it the lines that can be its own. */
export interface Turn {
  /** The line that a modem with echo on repeats. */
  readonly echo: string;
  /** Lets others go first as long as it has not begun. */
  readonly patient: boolean;
  begin(): void;
  /** The line without what the modem put before it that is not its own, such as a prompt or an echo. */
  unwrap(line: string): string;
  /** Whether the line is information text of this turn, and whether a PDU follows it. */
  take(line: string): 'no' | 'taken' | 'pduFollows';
  takePdu(pdu: string): void;
  prompted(): void;
  /** A final result code; false leaves it to the void. */
  finish(result: ResultCode): boolean;
  /** No answer will come. */
  fail(reason: string): void;
}

/** What a turn needs of its channel. */
export interface Line {
  write(text: string): Promise<void>;
  armPrompt(): void;
  /** The turn is over, and the line is fit for the next. */
  release(turn: Turn): void;
  /** TP-MR of the only exchange that was given up and not answered: its answer came. */
  answeredLate(reference: number): void;
  /** The turn is over without an answer: nothing is written until the modem is synchronised. */
  desert(turn: Turn, reason: string): void;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(handle: unknown): void;
}
