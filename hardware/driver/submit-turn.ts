import type { SubmitEvent, SubmitExchange } from '../../src/dispatch/modem-port';
import { parseInformation } from '../at/information';
import type { ResultCode } from '../at/result-code';
import { WriteError } from '../transport/transport';
import type { Line, Turn } from './turn';

const CTRL_Z = '\x1a';
/** How long the OK may take that follows +CMGS. */
const FINAL_LIMIT_MS = 2_000;

/** One AT+CMGS exchange (27.005 3.5.1). A carriage return never follows the 0x1A: some modems break on it. */
export class SubmitTurn implements Turn, SubmitExchange {
  echo: string;
  readonly patient = true;
  private phase: 'waiting' | 'commanded' | 'prompted' | 'written' | 'over' = 'waiting';
  private reference: number | null | undefined;
  /** OK came before +CMGS. */
  private isFinal = false;
  private timer: unknown;

  constructor(
    private readonly line: Line,
    length: number,
    private readonly tell: (event: SubmitEvent) => void,
  ) {
    this.echo = `AT+CMGS=${length}`;
  }

  begin(): void {
    this.phase = 'commanded';
    this.line.armPrompt();
    this.line.write(`${this.echo}\r`).then(
      () => this.unlessOver({ type: 'COMMAND_WRITTEN' }),
      (error: Error) => this.cutOff(error.message),
    );
  }

  writePdu(pdu: string): void {
    if (this.phase !== 'prompted') {
      this.unlessOver({ type: 'PDU_NOT_STARTED', detail: 'the modem does not wait for a PDU' });
      return;
    }
    this.phase = 'written';
    this.echo = pdu;
    this.line.write(pdu + CTRL_Z).then(
      () => this.unlessOver({ type: 'PDU_WRITTEN' }),
      (error: Error) => {
        if (error instanceof WriteError && !error.started) {
          this.unlessOver({ type: 'PDU_NOT_STARTED', detail: error.message });
        } else this.cutOff(error.message);
      },
    );
  }

  abandon(): void {
    if (this.phase === 'over') return;
    this.end();
    this.line.desert(this, 'AT+CMGS was given up');
  }

  /** Some modems answer on the line that still holds a prompt or the echo of the PDU. */
  unwrap(line: string): string {
    if (this.phase !== 'written') return line;
    const [, before, answer] = /^(.*?)(\+CM(?:GS|S ERROR|E ERROR):.*)$/.exec(line) ?? [];
    const rest = before
      ?.replaceAll(CTRL_Z, '')
      .replace(this.echo, '')
      .replace(/^[> ]+|[> ]+$/g, '');
    return rest === '' ? answer! : line;
  }

  take(text: string): 'no' | 'taken' {
    const { name, values } = parseInformation(text);
    if (name !== '+CMGS' || this.phase !== 'written') return 'no';
    const reference = /^\d{1,3}/.exec(values);
    this.reference = reference ? Number(reference[0]) & 0xff : null;
    if (this.isFinal) this.finish({ ok: true });
    else this.timer = this.line.setTimeout(() => this.cutOff('no OK after +CMGS'), FINAL_LIMIT_MS);
    return 'taken';
  }

  takePdu(): void {
    // +CMGS is followed by none
  }

  prompted(): void {
    if (this.phase !== 'commanded') return;
    this.phase = 'prompted';
    this.tell({ type: 'PROMPTED' });
  }

  finish(result: ResultCode): boolean {
    // an OK before the PDU answers something else
    if (result.ok && this.phase !== 'written') return false;
    if (result.ok && this.reference === undefined) {
      this.isFinal = true;
      return true;
    }
    this.end();
    if (this.reference !== undefined) {
      // the next command is on its way before anybody thinks about the answer
      this.line.release(this);
      this.tell({ type: 'REFERENCED', reference: this.reference });
    } else if (!result.ok) {
      this.tell({ type: 'FAILED', failure: result.failure });
      this.line.release(this);
    }
    return true;
  }

  fail(reason: string): void {
    if (this.phase === 'over') return;
    this.end();
    this.tellLoss(reason);
  }

  private cutOff(reason: string): void {
    if (this.phase === 'over') return;
    this.end();
    this.line.desert(this, reason);
    this.tellLoss(reason);
  }

  /** +CMGS alone says that the network took it, whatever became of the rest of the answer. */
  private tellLoss(reason: string): void {
    if (this.reference === undefined) this.tell({ type: 'LOST', detail: reason });
    else this.tell({ type: 'REFERENCED', reference: this.reference });
  }

  private end(): void {
    this.phase = 'over';
    this.line.clearTimeout(this.timer);
  }

  private unlessOver(event: SubmitEvent): void {
    if (this.phase !== 'over') this.tell(event);
  }
}
