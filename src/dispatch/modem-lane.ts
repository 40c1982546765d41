import type { SnapshotFrom } from 'xstate';
import type { ModemConfig } from '../config/types';
import type {
  Clock,
  Logger,
  ModemJob,
  ModemLane,
  ModemLaneEvents,
  Reception,
  Segment,
  SegmentResult,
} from '../ports';
import type { NotSubmitted, Outcome } from '../submission/outcome';
import { describeCondition } from './modem-condition';
import { LateAnswer } from './late-answer';
import { Leisure } from './leisure';
import { createModemLife, type ModemLife } from './modem-life';
import type { ModemPort } from './modem-port';
import { SegmentExchanges } from './segment-exchanges';

export interface ModemLaneOptions {
  config: ModemConfig;
  modem: ModemPort;
  clock: Clock;
  logger: Logger;
  events: ModemLaneEvents;
}

/** One modem and its queue: the modem machine keeps it ready, the submit machine does each exchange. */
export function createModemLane(options: ModemLaneOptions): ModemLane {
  return new Lane(options);
}

interface Waiting {
  job: ModemJob;
  settle: (outcome: Outcome) => void;
  /** Takes the job back when its signal aborts. */
  withdraw: () => void;
}

/** The job on the line and the segment of it that is under way. */
interface Working extends Waiting {
  segments: Segment[];
  position: number;
}

class Lane implements ModemLane {
  readonly name: string;
  private readonly life: ModemLife;
  private readonly exchanges: SegmentExchanges;
  private readonly leisure: Leisure;
  private readonly lateAnswer: LateAnswer;
  private readonly queue: Waiting[] = [];
  private readonly recording = new Set<Promise<void>>();
  private working: Working | undefined;
  /** The next job, with its segments encoded while the modem is busy with the last. */
  private next: { job: ModemJob; segments: Segment[] } | undefined;
  private lastCondition = '';
  private started = false;
  private stopping = false;
  private idle: () => void = () => undefined;

  constructor(private readonly options: ModemLaneOptions) {
    const { config, modem, clock } = options;
    this.name = config.name;
    this.life = createModemLife(options);
    this.life.subscribe((snapshot) => this.follow(snapshot));
    this.leisure = new Leisure(clock);
    this.lateAnswer = new LateAnswer(config.name, options.logger, (id) => options.events.settled?.(id));
    this.exchanges = new SegmentExchanges({
      modem,
      clock,
      answerTimeout: config.answerTimeout,
      recordIntent: () => this.recordIntent(),
      onPduWritten: () => this.takeLeisure(),
      onUnfit: (reason) => this.life.send({ type: 'UNFIT', reason }),
    });
  }

  get ready(): boolean {
    return this.started && !this.stopping && this.life.getSnapshot().hasTag('accepting');
  }

  get condition(): string {
    const { value, context } = this.life.getSnapshot();
    return describeCondition(value, context);
  }

  get reception(): Reception | undefined {
    if (!this.ready) return undefined;
    const { operator, signal } = this.life.getSnapshot().context;
    return { operator, signal };
  }

  start(): void {
    this.started = true;
    this.listen();
    this.life.start();
  }

  submit(job: ModemJob): Promise<Outcome> {
    if (!this.ready) return Promise.resolve(notSubmitted('NOT_READY', this.condition));
    if (job.signal.aborted) return Promise.resolve(WITHDRAWN);
    return new Promise((settle) => {
      const waiting: Waiting = { job, settle, withdraw: () => this.withdraw(waiting) };
      job.signal.addEventListener('abort', waiting.withdraw, { once: true });
      this.queue.push(waiting);
      this.advance();
      if (this.leisure.isHere) this.prepareNext();
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.exchanges.discard();
    this.dismissQueue('STOPPING', 'the modem is being closed');
    if (this.working) await new Promise<void>((resolve) => (this.idle = resolve));
    await Promise.allSettled(this.recording);
    if (!this.started || this.life.getSnapshot().status !== 'active') return;
    const closed = new Promise<void>((resolve) => this.life.subscribe({ complete: resolve }));
    this.life.send({ type: 'STOP' });
    await closed;
  }

  private listen(): void {
    const { modem, events } = this.options;
    modem.listen({
      lost: (reason) => this.life.send({ type: 'LOST', reason }),
      rebooted: (banner) => this.life.send({ type: 'REBOOTED', banner }),
      disturbed: (reason) => this.life.send({ type: 'DISTURBED', reason }),
      registration: (registration) => this.life.send({ type: 'REGISTRATION', registration }),
      answeredLate: (reference) => void this.lateAnswer.take(reference),
      wantsTime: () => events.time?.isWanted === true,
      time: (at) => events.time?.told(at, this.name),
      statusReport: (pdu) => events.statusReport(pdu, this.name),
      deliver: (pdu) => events.deliver(pdu, this.name),
    });
  }

  private follow(snapshot: SnapshotFrom<ModemLife>): void {
    if (!snapshot.hasTag('accepting')) this.dismissQueue('NOT_READY', this.condition);
    this.advance();
    const { condition } = this;
    if (condition === this.lastCondition) return;
    this.lastCondition = condition;
    this.options.logger.info({ modem: this.name, condition }, `modem ${this.name}: ${condition}`);
    this.options.events.condition(this);
  }

  /** Puts the next job on the line, if both are there. */
  private advance(): void {
    while (!this.working && this.queue.length > 0 && this.life.getSnapshot().matches('ready')) {
      const waiting = this.queue.shift()!;
      try {
        this.working = { ...waiting, segments: this.segmentsOf(waiting.job), position: 0 };
      } catch (error) {
        this.settle(waiting, notEncodable(error));
        continue;
      }
      if (this.working.segments.length > 0) this.beginSegment(this.working);
      else this.finishJob({ kind: 'accepted', detail: 'no segment was left to submit' }, Promise.resolve());
    }
  }

  private segmentsOf(job: ModemJob): Segment[] {
    const { next } = this;
    this.next = undefined;
    return next?.job === job ? next.segments : job.segments();
  }

  private beginSegment({ segments, position }: Working): void {
    this.leisure.end();
    this.exchanges.begin(segments[position]!, (result) => this.endSegment(result));
  }

  private takeLeisure(): void {
    this.prepareNext();
    this.leisure.begin();
  }

  /** Whatever comes after the segment in flight is got ready while the modem is busy with it. */
  private prepareNext(): void {
    const { working } = this;
    if (!working || this.exchanges.isPrepared || this.stopping || working.job.signal.aborted) return;
    const segment = working.segments[working.position + 1] ?? this.encodeNext()?.[0];
    if (segment) this.exchanges.prepare(segment);
  }

  /** Segments of the next job; nothing where there is none, or it cannot be encoded. */
  private encodeNext(): Segment[] | undefined {
    const job = this.queue[0]?.job;
    if (!job) return undefined;
    try {
      this.next = { job, segments: job.segments() };
      return this.next.segments;
    } catch {
      // told when it is its turn
      return undefined;
    }
  }

  /** Runs in the turn of the modem's answer, so that this result and the next intent share a commit. */
  private endSegment(result: SegmentResult): void {
    const working = this.working!;
    const recorded = this.recordResult(working, result);
    if (result.kind !== 'accepted') {
      const { job, segments, position } = working;
      if (result.kind === 'inDoubt') this.lateAnswer.expect({ job, segment: segments[position]!, recorded });
      const facts = {
        modem: this.name,
        message: job.messageId,
        segment: segments[position]!.sequence,
        ...result,
      };
      this.options.logger.warn(facts, 'segment not accepted');
      this.life.send({ type: 'DISTURBED', reason: result.detail ?? result.kind });
      return this.finishJob(result, recorded);
    }
    working.position++;
    if (working.position >= working.segments.length) this.finishJob(result, recorded);
    else if (working.job.signal.aborted) this.finishJob(WITHDRAWN, recorded);
    else if (this.stopping) this.finishJob(notSubmitted('STOPPING', 'the modem is being closed'), recorded);
    else this.beginSegment(working);
  }

  /** The line goes on at once; whoever waits for the outcome gets it when the result is on disk, and the line can spare the time. */
  private finishJob(outcome: Outcome, recorded: Promise<void>): void {
    const working = this.working!;
    this.working = undefined;
    this.advance();
    if (!this.working) this.leisure.begin();
    const leisure = this.leisure.await();
    void recorded.then(() => leisure).then(() => this.settle(working, outcome));
    if (!this.working) this.idle();
  }

  private settle({ job, withdraw, settle }: Waiting, outcome: Outcome): void {
    job.signal.removeEventListener('abort', withdraw);
    settle(outcome);
  }

  private withdraw(waiting: Waiting): void {
    const place = this.queue.indexOf(waiting);
    if (place >= 0) {
      this.queue.splice(place, 1);
      if (this.next?.job === waiting.job) this.exchanges.discard();
      this.settle(waiting, WITHDRAWN);
    } else if (this.working?.job === waiting.job) {
      this.exchanges.discard();
      this.exchanges.withdraw();
    }
  }

  private dismissQueue(code: string, detail: string): void {
    if (this.next) this.exchanges.discard();
    this.next = undefined;
    for (const waiting of this.queue.splice(0)) this.settle(waiting, notSubmitted(code, detail));
  }

  private recordIntent(): Promise<void> {
    const { job, segments, position } = this.working!;
    return job.journal.intent(segments[position]!, this.name);
  }

  /** Never rejects: what cannot be put on disk is found in doubt at the next start. */
  private recordResult({ job, segments, position }: Working, result: SegmentResult): Promise<void> {
    const recorded = job.journal
      .result(segments[position]!, result)
      .catch((error: unknown) => {
        const facts = { modem: this.name, message: job.messageId, reason: String(error) };
        this.options.logger.error(facts, 'the result of a segment could not be put on disk');
      })
      .finally(() => this.recording.delete(recorded));
    this.recording.add(recorded);
    return recorded;
  }
}

const WITHDRAWN = notSubmitted('WITHDRAWN', 'withdrawn before it was written');

function notSubmitted(code: string, detail: string): NotSubmitted {
  return { kind: 'notSubmitted', code, detail };
}

function notEncodable(error: unknown): Outcome {
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: 'refused', what: 'message', permanent: true, code: 'ENCODING', detail };
}
