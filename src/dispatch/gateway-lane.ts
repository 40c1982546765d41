import { createActor } from 'xstate';
import { healthMachine } from '../../machines/health.machine';
import type { GatewayConfig } from '../config/types';
import type { Clock, GatewayPort, Logger, Offer } from '../ports';
import type { Outcome } from '../submission/outcome';
import { Turnstile, type Waiting } from './turnstile';

/** A request unanswered for so long no longer holds up the next one, in milliseconds. */
export const OVERTAKE_AFTER = 100;

/** Leave to offer one message; ends with `offer` or `leave`. */
export interface Turn {
  startedAt: number;
}

/** One gateway: its health, and the order in which messages are offered to it. */
export class GatewayLane {
  readonly name: string;
  /** How long after the first try a repeat may begin, in milliseconds. */
  readonly duplicateMemory: number;
  private readonly health;
  private readonly turnstile = new Turnstile(() => this.hasRoom());
  private underWay = 0;
  /** The request started last, while it is unanswered. */
  private newest: Turn | undefined;
  private overtaking: unknown;

  constructor(
    private readonly config: GatewayConfig,
    private readonly port: GatewayPort,
    private readonly clock: Clock,
    logger: Logger,
    onChange: (lane: GatewayLane) => void,
    /** Told of every outcome. */
    private readonly onOutcome: (outcome: Outcome) => void = () => undefined,
  ) {
    this.name = config.name;
    // The last repeat must be over before the gateway forgets.
    this.duplicateMemory = Math.max(0, config.duplicateMemory - config.timeout);
    this.health = createActor(healthMachine, { clock });
    let before = 'closed';
    this.health.subscribe(({ value }) => {
      if (value === before) return;
      before = value;
      logger.info({ gateway: this.name, health: value }, `gateway ${this.name}: ${this.condition}`);
      if (value === 'open') this.turnstile.dismiss();
      else this.turnstile.advance();
      onChange(this);
    });
    this.health.start();
  }

  /** Worth offering a message to. */
  get up(): boolean {
    return this.health.getSnapshot().value !== 'open';
  }

  /** It answers; not merely being tried again. */
  get healthy(): boolean {
    return this.health.getSnapshot().value === 'closed';
  }

  get condition(): string {
    const state = this.health.getSnapshot().value;
    return { closed: 'answers', open: 'down', halfOpen: 'being tried again' }[state];
  }

  /** Resolves to the message's turn, or to nothing when the gateway went down or the signal aborted first. */
  async awaitTurn(waiting: Waiting, signal: AbortSignal): Promise<Turn | undefined> {
    if (!this.up) return undefined;
    let turn: Turn | undefined;
    const granted = this.turnstile.enter(waiting, signal, () => {
      this.underWay++;
      turn = this.newest = { startedAt: this.clock.monotonic() };
    });
    this.armOvertaking();
    return (await granted) ? turn : undefined;
  }

  /** Offers a message whose turn it is. */
  async offer(turn: Turn, offer: Offer, signal: AbortSignal, onWritten: () => void): Promise<Outcome> {
    const outcome = await this.port.offer(offer, signal, onWritten);
    // What is given up at the end tells nobody any more.
    if (this.health.getSnapshot().status === 'active') {
      this.health.send({ type: verdictOf(outcome, signal.aborted) });
    }
    this.leave(turn);
    this.onOutcome(outcome);
    return outcome;
  }

  /** Gives the turn back. */
  leave(turn: Turn): void {
    this.underWay--;
    if (this.newest === turn) this.newest = undefined;
    this.turnstile.advance();
    this.armOvertaking();
  }

  /** Sends away whoever waits for a turn. */
  dismiss(): void {
    this.turnstile.dismiss();
  }

  async close(): Promise<void> {
    this.clock.clearTimeout(this.overtaking);
    this.dismiss();
    this.health.stop();
    await this.port.close();
  }

  private hasRoom(): boolean {
    const limit = this.health.getSnapshot().value === 'halfOpen' ? 1 : this.config.connections;
    if (this.underWay >= limit) return false;
    return this.newest === undefined || this.clock.monotonic() - this.newest.startedAt >= OVERTAKE_AFTER;
  }

  private armOvertaking(): void {
    this.clock.clearTimeout(this.overtaking);
    if (this.turnstile.isEmpty || !this.newest || this.underWay >= this.config.connections) return;
    const wait = Math.max(1, OVERTAKE_AFTER - (this.clock.monotonic() - this.newest.startedAt));
    this.overtaking = this.clock.setTimeout(() => {
      this.turnstile.advance();
      this.armOvertaking();
    }, wait);
  }
}

/** What an outcome says of the gateway: a refusal is an answer as well, and one given up early may only have been slow. */
function verdictOf({ kind }: Outcome, givenUp: boolean): 'ANSWERED' | 'UNANSWERED' | 'FAILED' {
  if (kind === 'accepted' || kind === 'refused') return 'ANSWERED';
  return kind === 'inDoubt' && givenUp ? 'UNANSWERED' : 'FAILED';
}
