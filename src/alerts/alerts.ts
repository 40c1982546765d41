import type { Clock, Logger } from '../ports';

/** Something that a person has to see to. Times are Unix time in milliseconds. */
export interface Alert {
  /** What it is about, such as `gateway bulksms`: one alert each. */
  about: string;
  text: string;
  since: number;
  lastAt: number;
  /** How often it was raised since. */
  count: number;
}

/** An alert as it is told to programs, times in ISO 8601. */
export const describeAlert = ({ about, text, since, lastAt, count }: Alert) => ({
  about,
  text,
  since: new Date(since).toISOString(),
  lastAt: new Date(lastAt).toISOString(),
  count,
});

/** Tells of an alert elsewhere; `state` says whether it began, goes on or is over. Must not throw. */
export type AlertHook = (alert: Alert, state: 'raised' | 'goes on' | 'over') => void;

/** An alert that goes on is told of again after this long, in milliseconds. */
const REMIND_EVERY = 3_600_000;

/** What a person has to see to now: for the log, the status page, the metrics and a hook. */
export class Alerts {
  private readonly raised = new Map<string, Alert & { toldAt: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly hook: AlertHook = () => undefined,
  ) {}

  /** Oldest first. */
  get current(): Alert[] {
    return [...this.raised.values()];
  }

  raise(about: string, text: string): void {
    const now = this.clock.now();
    const earlier = this.raised.get(about);
    const isNew = earlier?.text !== text;
    const isDue = isNew || now - earlier.toldAt >= REMIND_EVERY;
    const alert = {
      about,
      text,
      since: earlier?.since ?? now,
      lastAt: now,
      count: (earlier?.count ?? 0) + 1,
      toldAt: isDue ? now : earlier.toldAt,
    };
    this.raised.set(about, alert);
    if (!isDue) return;
    this.logger.error({ alert: about, count: alert.count }, `${about}: ${text}`);
    this.hook(alert, isNew ? 'raised' : 'goes on');
  }

  clear(about: string): void {
    const alert = this.raised.get(about);
    if (!alert) return;
    this.raised.delete(about);
    this.logger.info({ alert: about }, `${about}: over, it was: ${alert.text}`);
    this.hook(alert, 'over');
  }
}
