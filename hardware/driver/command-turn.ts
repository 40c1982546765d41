import { parseInformation } from '../at/information';
import { isBareIndication } from '../at/indication';
import type { ResultCode } from '../at/result-code';
import { OverdueCommand, RefusedCommand, UnansweredCommand, type Answer, type Command } from './command';
import type { Line, Turn } from './turn';

/** A write that flow control holds up for longer than this has failed. */
const WRITE_LIMIT_MS = 10_000;
/** How long to wait for a final result code that this modem may leave out. */
const MISSING_FINAL_MS = 500;

/** An ordinary command: written, answered by information text and a final result code, within its limit. */
export class CommandTurn implements Turn {
  readonly echo: string;
  readonly patient = false;
  private readonly answers: Answer[] = [];
  private timer: unknown;
  private phase: 'writing' | 'awaiting' | 'over' = 'writing';

  constructor(
    private readonly line: Line,
    private readonly command: Command,
    private readonly resolve: (answers: Answer[]) => void,
    private readonly reject: (error: Error) => void,
  ) {
    this.echo = command.text;
  }

  begin(): void {
    this.timer = this.line.setTimeout(
      () => this.desert(`could not be written within ${WRITE_LIMIT_MS} ms`),
      WRITE_LIMIT_MS,
    );
    this.line.write(`${this.command.text}\r`).then(
      () => {
        // the answer can be here already
        if (this.phase === 'writing') this.awaitAnswer();
      },
      (error: Error) => {
        if (this.phase !== 'over') this.desert(error.message);
      },
    );
  }

  unwrap(line: string): string {
    return line;
  }

  take(text: string): 'no' | 'taken' | 'pduFollows' {
    const { name, values } = parseInformation(text);
    const { answer, bare, accepts, pduFollows, withoutFinal } = this.command;
    const mine = name === '' ? bare === true && !isBareIndication(text) : name === answer;
    if (!mine || accepts?.(values) === false) return 'no';
    this.answers.push({ values });
    if (withoutFinal) {
      this.phase = 'awaiting';
      this.stopTimer();
      this.timer = this.line.setTimeout(() => this.finish({ ok: true }), MISSING_FINAL_MS);
    }
    return pduFollows ? 'pduFollows' : 'taken';
  }

  takePdu(pdu: string): void {
    const last = this.answers.at(-1);
    if (last) last.pdu = pdu;
  }

  prompted(): void {
    // only AT+CMGS has a prompt, and it is no CommandTurn
  }

  finish(result: ResultCode): boolean {
    if (this.command.marked && this.answers.length === 0) return false;
    this.end();
    this.line.release(this);
    if (result.ok) this.resolve(this.answers);
    else this.reject(new RefusedCommand(this.name, result.failure));
    return true;
  }

  fail(reason: string): void {
    this.endWith(new UnansweredCommand(`${this.name}: ${reason}`));
  }

  private awaitAnswer(): void {
    this.phase = 'awaiting';
    this.stopTimer();
    const { limit } = this.command;
    this.timer = this.line.setTimeout(
      () => this.desert(`was not answered within ${limit} ms`, OverdueCommand),
      limit,
    );
  }

  private desert(reason: string, kind = UnansweredCommand): void {
    const error = new kind(`${this.name}: ${reason}`);
    this.endWith(error);
    this.line.desert(this, error.message);
  }

  private endWith(error: UnansweredCommand): void {
    this.end();
    this.reject(error);
  }

  private end(): void {
    this.phase = 'over';
    this.stopTimer();
  }

  private stopTimer(): void {
    this.line.clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Values are left out: AT+CPIN= is followed by the PIN. */
  private get name(): string {
    return this.command.text.replace(/=.*/, '=');
  }
}
