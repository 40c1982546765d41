import type { Clock } from '../ports';
import type { PathStatus } from '../server/status/snapshot';
import type { Rest } from '../submission/facts';
import type { Alerts } from './alerts';

/** A path may be away for so long before a person is told, in milliseconds. */
export const PATIENCE = 300_000;
/** So long after the last message that did not get out, its alert is over; a path that stays away is told of again. */
export const REPEAT = 3_600_000;

const NOT_OUT: ReadonlySet<Rest['state']> = new Set(['failed', 'expired', 'inDoubt']);

/** Raises alerts for paths that stay away and messages that did not get out: else they are noticed on the night that counts. */
export class Watch {
  private readonly away = new Map<string, { condition: string; timer: unknown }>();
  private quiet: unknown;

  constructor(
    private readonly alerts: Alerts,
    private readonly clock: Clock,
  ) {}

  /** To be told of every path at the start, and whenever one changes. */
  path({ kind, name, condition, ready }: PathStatus): void {
    const about = `path ${kind} ${name}`;
    const known = this.away.get(about);
    if (ready) {
      this.clock.clearTimeout(known?.timer);
      this.away.delete(about);
      this.alerts.clear(about);
    } else if (known) known.condition = condition;
    else this.await(about, condition, PATIENCE);
  }

  message({ state }: Rest): void {
    if (!NOT_OUT.has(state)) return;
    const about = 'messages';
    this.alerts.raise(about, 'some failed, expired or are in doubt: gsm-fallback queue shows which');
    this.clock.clearTimeout(this.quiet);
    this.quiet = this.clock.setTimeout(() => this.alerts.clear(about), REPEAT);
  }

  stop(): void {
    for (const { timer } of this.away.values()) this.clock.clearTimeout(timer);
    this.clock.clearTimeout(this.quiet);
  }

  private await(about: string, condition: string, delay: number): void {
    const timer = this.clock.setTimeout(() => {
      const now = this.away.get(about)!;
      this.alerts.raise(about, `not ready: ${now.condition}`);
      this.await(about, now.condition, REPEAT);
    }, delay);
    this.away.set(about, { condition, timer });
  }
}
