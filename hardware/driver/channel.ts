import type { Clock } from '../../src/ports';
import type { SubmitEvent, SubmitExchange } from '../../src/dispatch/modem-port';
import { parseIndication, type Indication } from '../at/indication';
import { isPdu, parseInformation } from '../at/information';
import { parseResultCode, type ResultCode } from '../at/result-code';
import { frame, PROMPT_LINE, type Framing } from '../framing/frame';
import type { Transport } from '../transport/transport';
import type { Answer, Command } from './command';
import { CommandTurn } from './command-turn';
import { EchoWatch } from './echo-watch';
import { ReferenceLedger } from './reference-ledger';
import { readReference, SubmitTurn } from './submit-turn';
import type { Line, Turn } from './turn';

const LONGEST_QUEUE = 64;
/** Headers whose PDU has not come yet: an indication can come between the two lines of another. */
const MOST_HEADERS = 4;

export interface ChannelEvents {
  /** `pdu` is the second line of those that have one. */
  indication(indication: Indication, pdu?: string): void;
  /** An answer is overdue; every command fails until the channel is told that the modem is in step again. */
  outOfStep(reason: string): void;
  lost(reason: string): void;
  /** TP-MR of the only exchange that was given up and not answered. */
  answeredLate?(reference: number): void;
  /** It does so though it had ceased to. */
  echoesAgain?(): void;
}

/** A late +CMGS brings its own OK within this time, or none. */
const STALE_FINAL_MS = 1_000;

/** One command in flight, in the order in which they were asked for; all that answers none of them is an indication. */
export class CommandChannel implements Line {
  /** Lines received so far: two equal readings mean silence in between. */
  linesSeen = 0;
  /** The modem has been in step since the port was opened. */
  wasInStep = false;
  readonly echo = new EchoWatch(() => this.events.echoesAgain?.());
  private readonly framing: Framing;
  private readonly ledger: ReferenceLedger;
  private readonly queue: Turn[] = [];
  private readonly headers: ((pdu: string) => void)[] = [];
  private current: Turn | undefined;
  private detached = false;
  private obstacle: string | undefined = 'the modem was not synchronised yet';
  /** Monotonic time until which an OK belongs to a late +CMGS, not to the turn in flight. */
  private staleFinalUntil = 0;

  constructor(
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly events: ChannelEvents,
    /** How long an AT+CMGS exchange is waited for, in milliseconds. */
    answerTimeout: number,
  ) {
    this.ledger = new ReferenceLedger(clock, answerTimeout);
    this.framing = frame(transport.bytes, (line) => this.receive(line));
    void transport.closed.then((reason) => this.close(reason));
  }

  /** Listens no longer: another channel may take the line. */
  detach(): void {
    this.detached = true;
    this.interrupt('the line was handed over');
    this.framing.end();
  }

  /** Rejects with RefusedCommand or UnansweredCommand. */
  run(command: Command): Promise<Answer[]> {
    return new Promise((resolve, reject) => this.enqueue(new CommandTurn(this, command, resolve, reject)));
  }

  beginSubmit(length: number, tell: (event: SubmitEvent) => void): SubmitExchange {
    const turn = new SubmitTurn(this, length, tell, this.ledger);
    this.enqueue(turn);
    return turn;
  }

  /** Gives up what is in flight or waits. Only `runOutOfStep` and `write` work from here on. */
  interrupt(reason: string): void {
    this.obstacle = reason;
    this.framing.disarmPrompt();
    this.headers.length = 0;
    this.staleFinalUntil = 0;
    this.failAll(reason);
  }

  /** Runs a command on a line whose state is not known, with nothing else in flight. */
  runOutOfStep(command: Command): Promise<Answer[]> {
    return new Promise((resolve, reject) => this.begin(new CommandTurn(this, command, resolve, reject)));
  }

  /** The modem answers again, one answer for each command. */
  inStep(): void {
    this.obstacle = undefined;
    this.wasInStep = true;
  }

  /** What is in flight gets no answer: the modem rebooted. */
  cutOff(reason: string): void {
    const turn = this.current;
    turn?.fail(reason);
    this.ledger.forget();
    if (turn) this.desert(turn, reason);
  }

  write(text: string): Promise<void> {
    return this.transport.write(Buffer.from(text, 'latin1'));
  }

  armPrompt(): void {
    this.framing.armPrompt();
  }

  release(turn: Turn): void {
    if (this.current !== turn) return;
    this.framing.disarmPrompt();
    this.current = undefined;
    const next = this.queue.shift();
    if (next) this.begin(next);
  }

  desert(turn: Turn, reason: string): void {
    const waiting = this.queue.indexOf(turn);
    if (waiting >= 0) this.queue.splice(waiting, 1);
    if (this.current !== turn) return;
    this.framing.disarmPrompt();
    this.current = undefined;
    if (this.obstacle !== undefined) return;
    this.obstacle = `the modem has to be synchronised first: ${reason}`;
    this.failAll(this.obstacle);
    this.events.outOfStep(reason);
  }

  answeredLate(reference: number): void {
    this.events.answeredLate?.(reference);
  }

  setTimeout(callback: () => void, delay: number): unknown {
    return this.clock.setTimeout(callback, delay);
  }

  clearTimeout(handle: unknown): void {
    this.clock.clearTimeout(handle);
  }

  private enqueue(turn: Turn): void {
    if (this.obstacle !== undefined) turn.fail(this.obstacle);
    else if (this.queue.length >= LONGEST_QUEUE) turn.fail(`${LONGEST_QUEUE} commands wait already`);
    else if (this.current) this.wait(turn);
    else this.begin(turn);
  }

  private wait(turn: Turn): void {
    const place = turn.patient ? -1 : this.queue.findIndex(({ patient }) => patient);
    this.queue.splice(place < 0 ? this.queue.length : place, 0, turn);
  }

  private begin(turn: Turn): void {
    this.current = turn;
    turn.begin();
  }

  private close(reason: string): void {
    if (this.detached) return;
    this.interrupt(reason);
    this.events.lost(reason);
  }

  private failAll(reason: string): void {
    const turns = this.current ? [this.current, ...this.queue] : [...this.queue];
    this.current = undefined;
    this.queue.length = 0;
    for (const turn of turns) turn.fail(reason);
  }

  private receive(raw: string): void {
    this.linesSeen++;
    const line = this.current?.unwrap(raw) ?? raw;
    if (line === PROMPT_LINE) this.current?.prompted();
    else if (line === '' || /^AT[+^&A-Z]/.test(line)) {
      if (line === this.current?.echo) this.echo.heard();
    } else if (line === this.current?.echo) return;
    else if (this.headers.length > 0 && isPdu(line)) this.headers.pop()!(line);
    else {
      const result = parseResultCode(line);
      if (result) this.finish(result);
      else this.receiveText(line);
    }
  }

  private finish(result: ResultCode): void {
    if (result.ok && this.clock.monotonic() < this.staleFinalUntil) this.staleFinalUntil = 0;
    else this.current?.finish(result);
  }

  private receiveText(line: string): void {
    const turn = this.current;
    const taken = turn?.take(line) ?? 'no';
    if (turn && taken === 'pduFollows') this.expectPdu((pdu) => turn.takePdu(pdu));
    if (taken !== 'no') return;
    // the late answer of an exchange that was given up brings its own OK
    const { name, values } = parseInformation(line);
    if (name === '+CMGS') {
      this.staleFinalUntil = this.clock.monotonic() + STALE_FINAL_MS;
      const reference = readReference(values);
      if (reference !== null && this.ledger.outstanding === 1) this.answeredLate(reference);
      this.ledger.receiveLate(reference ?? undefined);
    } else this.indicate(parseIndication(line));
  }

  private indicate(indication: Indication): void {
    const { kind } = indication;
    const twoLines = kind === 'reportFollows' || kind === 'messageFollows' || kind === 'otherFollows';
    if (twoLines) this.expectPdu((pdu) => this.events.indication(indication, pdu));
    else this.events.indication(indication);
  }

  private expectPdu(take: (pdu: string) => void): void {
    if (this.headers.length >= MOST_HEADERS) this.headers.shift();
    this.headers.push(take);
  }
}
