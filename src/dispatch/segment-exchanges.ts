import { createActor, fromCallback, fromPromise, type Actor } from 'xstate';
import type { WritePdu } from '../../machines/submit-results';
import { submitMachine } from '../../machines/submit.machine';
import type { Clock, Segment, SegmentResult } from '../ports';
import { EarlyExchange } from './early-exchange';
import { judgeFailure } from './modem-errors';
import type { ModemPort, SubmitEvent } from './modem-port';

export interface SegmentExchangesOptions {
  modem: ModemPort;
  clock: Clock;
  /** How long to wait for +CMGS after 0x1A, in milliseconds. */
  answerTimeout: number;
  /** Puts the intent of the segment that was begun on disk. */
  recordIntent: () => Promise<void>;
  /** The PDU has left: the modem has something to do, and so may we. */
  onPduWritten: () => void;
  /** What the modem said means that it may not be able to send at all. */
  onUnfit: (reason: string) => void;
}

/** A segment that is ready to be begun, its AT+CMGS= waiting behind the exchange in flight. */
interface Prepared {
  segment: Segment;
  actor: Actor<typeof submitMachine>;
  exchange: EarlyExchange;
}

/** Runs the submit machine for one segment at a time, and gets the next one ready meanwhile. */
export class SegmentExchanges {
  private readonly machine;
  private current: Actor<typeof submitMachine> | undefined;
  private prepared: Prepared | undefined;
  /** That of the segment being begun, where it was prepared. */
  private early: EarlyExchange | undefined;

  constructor(private readonly options: SegmentExchangesOptions) {
    this.machine = submitMachine.provide({
      actors: {
        exchange: this.exchangeActor(),
        recordIntent: fromPromise(options.recordIntent),
      },
    });
  }

  /** Lets the AT+CMGS= of this segment be written in the moment in which the modem accepts the one in flight. */
  prepare(segment: Segment): void {
    this.discard();
    const exchange = new EarlyExchange(this.options.modem, segment.length);
    this.prepared = { segment, actor: this.createActor(segment), exchange };
  }

  get isPrepared(): boolean {
    return this.prepared !== undefined;
  }

  /** What was prepared is not going to be begun. */
  discard(): void {
    this.prepared?.exchange.abandon();
    this.prepared = undefined;
  }

  /** `onEnd` is called in the turn of the modem's answer. */
  begin(segment: Segment, onEnd: (result: SegmentResult) => void): void {
    if (this.prepared?.segment !== segment || this.prepared.exchange.isOver) this.discard();
    const actor = this.prepared?.actor ?? this.createActor(segment);
    this.early = this.prepared?.exchange;
    this.prepared = undefined;
    this.current = actor;
    actor.subscribe({
      complete: () => {
        this.current = undefined;
        const result = actor.getSnapshot().output!;
        if (result.kind !== 'accepted') this.discard();
        onEnd(result);
      },
    });
    actor.start();
  }

  /** Obeyed until the PDU is handed over. */
  withdraw(): void {
    this.current?.send({ type: 'WITHDRAW' });
  }

  private createActor({ length, pdu }: Segment): Actor<typeof submitMachine> {
    const { clock, answerTimeout } = this.options;
    return createActor(this.machine, { clock, input: { length, pdu, answerTimeout } });
  }

  private exchangeActor() {
    return fromCallback<WritePdu, { length: number }>(({ input, sendBack, receive }) => {
      const tell = (event: SubmitEvent): void => {
        if (event.type === 'FAILED') {
          // before the modem gets the line back: what is prepared must not be written behind a refusal
          this.discard();
          const { unfit, ...judgement } = judgeFailure(event.failure);
          if (unfit) this.options.onUnfit(judgement.refusal.detail ?? event.failure.text);
          sendBack({ type: 'REFUSED', ...judgement });
        } else sendBack(event);
        if (event.type === 'PDU_WRITTEN') this.options.onPduWritten();
      };
      const exchange = this.early ?? new EarlyExchange(this.options.modem, input.length);
      this.early = undefined;
      exchange.listen(tell);
      receive(({ pdu }) => exchange.writePdu(pdu));
      return () => exchange.abandon();
    });
  }
}
