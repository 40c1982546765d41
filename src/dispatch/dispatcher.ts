import { setMaxListeners } from 'node:events';
import type { Outbox } from '../outbox';
import type { Clock, Logger } from '../ports';
import type { Rest } from '../submission/facts';
import type { PathKind } from '../submission/submission';
import type { MessageState } from '../submission/view';
import type { GatewayLane } from './gateway-lane';
import type { ModemPool } from './modem-pool';
import { RouteRunner, type RouteEnd } from './route-actor';

/** Messages of one priority under way at once; all others wait on disk. */
const WINDOW = 64;
/** The longest it sleeps, in milliseconds, so that a clock that was set is noticed. */
const LONGEST_SLEEP = 60_000;
/** Pause between two looks for what has expired, or wakes next, in milliseconds: each costs a burst as much as a message. */
const LOOK_PAUSE = 20;
/** A clock that goes back by more than this, in milliseconds, was put back. */
const PUT_BACK = 5_000;
/** Pause before a message is taken up again that a fault of ours stopped, in milliseconds. */
const FAULT_PAUSE = 60_000;
/** How long requests under way are waited for at the end, in milliseconds. */
const STOP_PATIENCE = 5_000;

export interface DispatcherOptions {
  outbox: Outbox;
  gateways: readonly GatewayLane[];
  modems: ModemPool;
  clock: Clock;
  logger: Logger;
  /** Tells of every rest, once it is on disk, and of the state when the message was taken up. */
  onRest?: (messageId: number, rest: Rest, before?: MessageState) => void;
}

/** The plain loop that takes due messages off the disk and runs their routes. */
export class Dispatcher {
  private readonly underWay = {
    high: new Map<number, Promise<void>>(),
    normal: new Map<number, Promise<void>>(),
  };
  private readonly halting = new AbortController();
  private readonly stopping = new AbortController();
  /** Whether more was due at the last look than there was room for. */
  private readonly backlog = { high: false, normal: false };
  /** How often a path has come back. */
  private returns = 0;
  private timer: unknown;
  /** Unix time of the last look, or of what came in last before this process. */
  private lookedAt: number;
  /** When it last looked for what has expired, by the monotonic clock. */
  private lookedForExpired = -Infinity;
  private pumpScheduled = false;
  private readonly turns = new Turns();

  private readonly routes: RouteRunner;

  constructor(private readonly options: DispatcherOptions) {
    this.lookedAt = options.outbox.newest();
    // Every message under way listens.
    setMaxListeners(0, this.halting.signal, this.stopping.signal);
    this.routes = new RouteRunner({ ...options, halt: this.halting.signal, stop: this.stopping.signal });
  }

  /** Looks for due messages soon; cheap to call at every occasion. */
  pump(): void {
    if (this.pumpScheduled) return;
    this.pumpScheduled = true;
    // After the answers of the turn: nobody waits for them behind the work that they make.
    setImmediate(() => {
      this.pumpScheduled = false;
      if (!this.halting.signal.aborted) this.takeUp();
    });
  }

  /** A path came back: what waits for it is due. */
  async pathReturned(path: PathKind): Promise<void> {
    const { outbox, logger } = this.options;
    this.returns++;
    const goOn = () => {
      this.pump();
      return !this.halting.signal.aborted;
    };
    await outbox
      .wake(path, goOn)
      .catch((error: unknown) => logger.error({ path, error: String(error) }, 'its return is not on disk'));
  }

  /** Takes up nothing more and tries no further path. */
  halt(): void {
    this.halting.abort();
    this.options.clock.clearTimeout(this.timer);
    for (const gateway of this.options.gateways) gateway.dismiss();
  }

  /** After `halt`: waits a while for what is under way. What is left then is found on disk at the next start. */
  async stop(): Promise<void> {
    const { clock } = this.options;
    const all = Promise.all([...this.underWay.high.values(), ...this.underWay.normal.values()]);
    let patience: unknown;
    await Promise.race([
      all,
      new Promise<void>((resolve) => (patience = clock.setTimeout(resolve, STOP_PATIENCE))),
    ]);
    clock.clearTimeout(patience);
    this.stopping.abort();
    await all;
  }

  private takeUp(): void {
    const { outbox, gateways, modems, clock } = this.options;
    clock.clearTimeout(this.timer);
    // One look at the clock: what falls due between two would be slept over.
    const now = clock.now();
    if (now < this.lookedAt - PUT_BACK) this.clockWasPutBack(now);
    this.lookedAt = now;
    const anyPathIsUp = modems.up || gateways.some(({ up }) => up);
    for (const priority of ['high', 'normal'] as const) {
      const lane = this.underWay[priority];
      const room = WINDOW - lane.size;
      if (room <= 0 || !anyPathIsUp) continue;
      const due = outbox.due(priority === 'high', WINDOW + lane.size, now).filter((id) => !lane.has(id));
      this.backlog[priority] = due.length > room;
      for (const id of due.slice(0, room)) lane.set(id, this.run(id, priority));
    }
    this.timer = clock.setTimeout(() => this.pump(), this.sleepAfter(now));
  }

  /** Takes up what has expired; how long it may sleep then. Where it looked just now, not before the next look. */
  private sleepAfter(now: number): number {
    const { outbox, clock } = this.options;
    const pause = this.lookedForExpired + LOOK_PAUSE - clock.monotonic();
    if (pause > 0) return pause;
    this.lookedForExpired = clock.monotonic();
    const { high, normal } = this.underWay;
    for (const id of outbox.expired(WINDOW, now)) {
      if (!high.has(id) && !normal.has(id)) normal.set(id, this.run(id, 'normal'));
    }
    const next = outbox.nextWake(now);
    return next === undefined ? LONGEST_SLEEP : Math.min(LONGEST_SLEEP, Math.max(1, next - now));
  }

  /** What paused until a time by the clock as it was would sleep for far too long. */
  private clockWasPutBack(now: number): void {
    const { outbox, logger } = this.options;
    const seconds = Math.round((this.lookedAt - now) / 1_000);
    logger.warn({ seconds }, `the clock was put back by ${seconds} s; what paused is looked at anew`);
    outbox.wakePaused(now).then(
      () => this.pump(),
      (error: unknown) => logger.error({ error: String(error) }, 'what paused could not be woken'),
    );
  }

  private async run(id: number, priority: 'high' | 'normal'): Promise<void> {
    const { signal } = this.stopping;
    await this.turns.next();
    const before = this.returns;
    const end = await this.routes.run(id).catch((error: unknown) => {
      if (!signal.aborted) this.complain(id, `a fault of ours: ${String(error)}`);
      return undefined;
    });
    if (!signal.aborted) {
      await this.layDown(id, end, before).catch((error: unknown) =>
        this.complain(id, `found again at the next start: ${String(error)}`),
      );
    }
    this.underWay[priority].delete(id);
    // Those under way keep the paths busy: each look costs as much as several messages.
    const { size } = this.underWay[priority];
    if (size < WINDOW / 2 || !this.backlog[priority] || end?.rest.wakeAt !== null) this.pump();
  }

  /** `before`: how often a path had come back when its route began. One that it would wait for may have since. */
  private async layDown(id: number, end: RouteEnd | undefined, before: number): Promise<void> {
    const { outbox, clock, onRest } = this.options;
    const decided = end?.rest ?? faulted(clock.now());
    // Decided in the commit itself: a disk that refuses may delay it past a return.
    const decide = () =>
      decided.awaits !== null && this.returns !== before
        ? { ...decided, wakeAt: clock.now(), awaits: null }
        : decided;
    const rest = await outbox.rest(
      id,
      decide,
      end?.revision,
      this.underWay.high.size + this.underWay.normal.size > 1,
    );
    onRest?.(id, rest, end?.before);
  }

  private complain(message: number, what: string): void {
    this.options.logger.error({ message }, `message ${message}: ${what}`);
  }
}

const faulted = (now: number): Rest => ({
  state: 'routing',
  via: null,
  reason: 'a fault inside gsm-fallback; taken up again in a minute',
  wakeAt: now + FAULT_PAUSE,
  awaits: null,
});

/** Turns of the event loop, one for each who asks: what comes in meanwhile does not wait for all of them. */
class Turns {
  private last = Promise.resolve();

  next(): Promise<void> {
    return (this.last = this.last.then(() => new Promise((resolve) => setImmediate(resolve))));
  }
}
