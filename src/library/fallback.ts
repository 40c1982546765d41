import { EventEmitter } from 'node:events';
import { PROFILE_NAMES } from '../../hardware/profiles';
import type { SerialBinding } from '../../hardware/driver';
import { createEngine, type Engine } from '../engine';
import type { InboxMessage } from '../inbox/message';
import type { Clock, Logger } from '../ports';
import { requireWithinTwoYears } from '../server/send-time';
import type { PathStatus } from '../server/status/snapshot';
import type { Rest } from '../submission/facts';
import { UnavailableError, type Receipt } from '../submission/submission';
import { ENDED, type MessageState, type MessageView } from '../submission/view';
import { submissionOf, type OutgoingMessage } from './message';
import { configOf, type Settings } from './settings';

export interface FallbackOptions {
  /** Where the settings are given here. Either this or `configFile`. */
  config?: Settings;
  /**
   * Path of a configuration file such as the daemon's. What it says of the HTTP side is not used; messages belong to its
   * first account.
   */
  configFile?: string;
  /** Default: nothing is logged. It is never given message bodies, passwords or PINs. */
  logger?: Logger;
  /** Stands in for the machine's serial ports, such as the virtual modem's (`gsm-fallback/testing`). */
  binding?: SerialBinding;
  /** Wall clock and timers. Default: the machine's. */
  clock?: Clock;
}

/** What is told, each with its arguments; told once it is on disk. A message is as `show` gives it. */
export interface FallbackEvents {
  /** A gateway took it, or the network took every segment. A status report may still follow. */
  submitted: [message: MessageView];
  /** Status reports say that every segment reached the phone (TP-ST 0x00 to 0x1F, 23.040 9.2.3.15). */
  delivered: [message: MessageView];
  /** It is refused, expired or cancelled: `route.state` and `route.reason` say which and why. */
  failed: [message: MessageView];
  /** It may have gone out, and policy `hold` does not send it twice. */
  inDoubt: [message: MessageView];
  /** A message came in, whole. */
  received: [message: InboxMessage];
  /** A gateway answers, or a modem is registered. */
  pathUp: [path: PathStatus];
  /** It no longer is; `condition` says why. */
  pathDown: [path: PathStatus];
}

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

const EVENT_OF: Partial<Record<Rest['state'], 'submitted' | 'delivered' | 'failed' | 'inDoubt'>> = {
  submitted: 'submitted',
  delivered: 'delivered',
  failed: 'failed',
  expired: 'failed',
  cancelled: 'failed',
  inDoubt: 'inDoubt',
};

/** The engine of the daemon in this process, without its HTTP side. Made by `createFallback`. */
export class Fallback extends EventEmitter<FallbackEvents> {
  private readonly waiting = new Map<number, Set<(view: MessageView | undefined) => void>>();
  private closed: Promise<void> | undefined;
  private isOver = false;

  /** @internal */
  constructor(
    private readonly engine: Engine,
    private readonly account: string,
  ) {
    super();
  }

  /**
   * Takes a message. Resolves once it is on disk: from then on it reaches a final state whatever happens to this process.
   * Rejects with ValidationError (a property is wrong), QuotaError, or UnavailableError (the disk refuses; nothing was
   * accepted).
   */
  async send(message: OutgoingMessage): Promise<Receipt> {
    const submission = submissionOf(message, this.account);
    if (submission.sendAt !== undefined)
      requireWithinTwoYears('sendAt', submission.sendAt, this.engine.clock.now());
    return this.engine.intake.submit(submission);
  }

  /**
   * Resolves to the message once it is in a final state: submitted, delivered, failed, expired, inDoubt or cancelled. A
   * status report may change `submitted` and `inDoubt` later: the events tell. Rejects where there is no such message, and
   * when the engine is closed before that.
   * @param messageId one of `messageIds` of a receipt
   */
  final(messageId: number): Promise<MessageView> {
    if (this.isOver) return Promise.reject(closedBefore(messageId));
    const view = this.show(messageId);
    if (!view) return Promise.reject(new Error(`there is no message ${messageId}`));
    if (ENDED.includes(view.route.state)) return Promise.resolve(view);
    if (this.closed) return Promise.reject(closedBefore(messageId));
    return new Promise((resolve, reject) => {
      const waiting = this.waiting.get(messageId) ?? new Set();
      waiting.add((ended) => (ended ? resolve(ended) : reject(closedBefore(messageId))));
      this.waiting.set(messageId, waiting);
    });
  }

  /** Evidence of one message: each attempt, each segment. @throws UnavailableError once it is closed, as `paths` does. */
  show(messageId: number): MessageView | undefined {
    this.requireOpen();
    return this.engine.queue.show(messageId);
  }

  /** Every path and how it stands. */
  paths(): PathStatus[] {
    this.requireOpen();
    return this.engine.status().paths;
  }

  /** Cancels a message that waits. Rejects with the reason where that cannot be done any more. */
  async cancel(messageId: number): Promise<void> {
    this.requireOpen();
    return this.engine.control.cancel(messageId);
  }

  /** Finishes the segment in flight, then closes everything. What is unfinished goes on at the next start. */
  close(): Promise<void> {
    this.closed ??= this.engine.halt().then(async () => {
      // What came to rest meanwhile is told first.
      await new Promise(setImmediate);
      this.isOver = true;
      for (const waiting of this.waiting.values()) for (const tell of waiting) tell(undefined);
      this.waiting.clear();
      return this.engine.close();
    });
    return this.closed;
  }

  private requireOpen(): void {
    if (this.isOver) throw new UnavailableError('the fallback is closed');
  }

  /** @internal */
  rested(messageId: number, { state }: Rest, before?: MessageState): void {
    // The database is closed.
    if (this.isOver) return;
    const event = EVENT_OF[state];
    const view = event && this.show(messageId);
    if (!view) return;
    this.waiting.get(messageId)?.forEach((tell) => tell(view));
    this.waiting.delete(messageId);
    // A report on one of several segments may change nothing; what is cancelled is called so before its route knows.
    if (state !== before || state === 'cancelled') this.emit(event, view);
  }
}

const closedBefore = (id: number) => new Error(`closed before message ${id} came to a final state`);

/**
 * Starts the engine: outbox, gateways and modems as in the daemon. Closes what it opened where it rejects.
 * @throws ConfigError with every problem of the settings; Error that names what stands in the way, such as the database
 */
export async function createFallback(options: FallbackOptions): Promise<Fallback> {
  const { config: settings, configFile, logger = silent, binding, clock } = options ?? {};
  if ((settings === undefined) === (configFile === undefined)) {
    throw new TypeError('createFallback: expected either config or configFile');
  }
  const config = configOf(settings ?? configFile!, PROFILE_NAMES);
  // The engine tells inside commits and turns of its own, which a listener must not disturb.
  const later = (tell: (fallback: Fallback) => void) => void setImmediate(() => tell(fallback));
  const engine = await createEngine({
    config,
    logger,
    ...(binding && { binding }),
    ...(clock && { clock }),
    onRest: (...rest) => later((it) => it.rested(...rest)),
    onReceived: (message) => later((it) => it.emit('received', message)),
    onPath: (path) => later((it) => it.emit(path.ready ? 'pathUp' : 'pathDown', path)),
  });
  const fallback = new Fallback(engine, config.accounts[0]!.username);
  try {
    await engine.start();
  } catch (error) {
    await fallback.close();
    throw error;
  }
  return fallback;
}
