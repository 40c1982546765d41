import type { ModemFailure, SubmitEvent, SubmitExchange } from '../../src/dispatch/modem-port';
import { parseInformation } from '../at/information';
import type { ResultCode } from '../at/result-code';
import { WriteError } from '../transport/transport';
import type { ReferenceLedger } from './reference-ledger';
import type { Line, Turn } from './turn';

const CTRL_Z = '\x1a';
/** How long the OK may take that follows +CMGS. */
const FINAL_LIMIT_MS = 2_000;

/** What the modem said of a PDU: TP-MR, null where it could not be read, or an error. */
type Verdict = { reference: number | null } | { failure: ModemFailure };

/** One AT+CMGS exchange (27.005 3.5.1). A carriage return never follows the 0x1A: some modems break on it. */
export class SubmitTurn implements Turn, SubmitExchange {
  readonly patient = true;
  echo: string;
  private phase: 'waiting' | 'commanded' | 'prompted' | 'written' | 'over' = 'waiting';
  private reference: number | null | undefined;
  /** OK came before +CMGS. */
  private isFinal = false;
  /** Answers that may be those of an exchange that was given up before, and the newest TP-MR among them. */
  private strangers = 0;
  private strangeReference: number | undefined;
  private timer: unknown;
  /** Whoever began it knows the answer; only the OK is waited for. */
  private isTold = false;

  constructor(
    private readonly line: Line,
    length: number,
    private readonly tell: (event: SubmitEvent) => void,
    private readonly ledger: ReferenceLedger,
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
    if (this.phase === 'over' || this.isTold) return;
    this.giveUp();
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
    const reference = readReference(values);
    if (this.isStranger({ reference })) return 'taken';
    this.reference = reference;
    if (this.isFinal) this.conclude({ reference });
    else this.restartTimer(0, () => this.awaitFinal(reference));
    return 'taken';
  }

  /** The network has it, whenever the OK comes; usually it came with it. */
  private awaitFinal(reference: number | null): void {
    this.isTold = true;
    this.restartTimer(FINAL_LIMIT_MS, () => this.cutOff('no OK after +CMGS'));
    this.tell({ type: 'REFERENCED', reference });
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
    if (this.reference !== undefined) this.conclude({ reference: this.reference });
    else if (!result.ok) this.refuse(result.failure);
    // an OK before the PDU answers something else, and one after a stranger is the stranger's
    else if (this.phase !== 'written') return false;
    else this.isFinal ||= this.strangers === 0;
    return true;
  }

  fail(reason: string): void {
    if (this.phase === 'over') return;
    this.giveUp();
    this.tellLoss(reason);
  }

  private refuse(failure: ModemFailure): void {
    if (this.phase === 'written') {
      if (!this.isStranger({ failure })) this.conclude({ failure });
    } else if (this.ledger.outstanding === 0) this.conclude({ failure });
    else this.cutOff(`${failure.text}, which may be the late answer to the message before`);
  }

  /** An answer that may be another's is this exchange's own only once no other has come for a while. */
  private isStranger(verdict: Verdict): boolean {
    const reference = 'reference' in verdict ? verdict.reference : undefined;
    if (this.ledger.isOwn(this.strangers + 1, reference)) return false;
    this.strangers++;
    this.strangeReference = reference ?? this.strangeReference;
    this.restartTimer(this.ledger.grace, () => this.adopt(verdict));
    return true;
  }

  /** What was taken for another's is its own. */
  private adopt(verdict: Verdict): void {
    this.strangers--;
    this.conclude(verdict);
  }

  private conclude(verdict: Verdict): void {
    const written = this.phase === 'written';
    this.end();
    if ('reference' in verdict) {
      this.tellStranger();
      this.ledger.settle(verdict.reference);
      // the next command is on its way before anybody thinks about the answer
      this.line.release(this);
      if (!this.isTold) this.tell({ type: 'REFERENCED', reference: verdict.reference });
    } else {
      if (written) this.ledger.settleRefused();
      this.tell({ type: 'FAILED', failure: verdict.failure });
      this.line.release(this);
    }
  }

  /** One answer before its own, and one exchange that owed one. */
  private tellStranger(): void {
    const { strangers, strangeReference } = this;
    if (strangers === 1 && strangeReference !== undefined && this.ledger.outstanding === 1)
      this.line.answeredLate(strangeReference);
  }

  private cutOff(reason: string): void {
    if (this.phase === 'over') return;
    this.giveUp();
    this.line.desert(this, reason);
    this.tellLoss(reason);
  }

  /** +CMGS alone says that the network took it, whatever became of the rest of the answer. */
  private tellLoss(reason: string): void {
    if (this.isTold) return;
    if (this.reference === undefined) this.tell({ type: 'LOST', detail: reason });
    else this.tell({ type: 'REFERENCED', reference: this.reference });
  }

  private giveUp(): void {
    if (this.reference !== undefined) this.ledger.settle(this.reference);
    else if (this.phase === 'written') this.ledger.giveUp(this.strangers, this.strangeReference);
    this.end();
  }

  private end(): void {
    this.phase = 'over';
    this.line.clearTimeout(this.timer);
  }

  private restartTimer(delay: number, callback: () => void): void {
    this.line.clearTimeout(this.timer);
    this.timer = this.line.setTimeout(callback, delay);
  }

  private unlessOver(event: SubmitEvent): void {
    if (this.phase !== 'over') this.tell(event);
  }
}

/** TP-MR of `+CMGS: <mr>[,...]`, 0..255; null where it cannot be read. */
export function readReference(values: string): number | null {
  const digits = /^\d{1,3}/.exec(values);
  return digits ? Number(digits[0]) & 0xff : null;
}
