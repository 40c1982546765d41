import type { Clock } from '../ports';

/** So many requests, as fast as that (in milliseconds), are a rush. */
const RUSH = 1_000;
const RUSH_TIME = 2_000;
/** How long nothing of the kind comes until it is over, in milliseconds. */
const CALM = 30_000;

/** Tells when requests begin to come very fast, and when that is over. */
export class Rush {
  private requests = 0;
  private countedSince = 0;
  private calm: unknown;

  constructor(
    private readonly clock: Pick<Clock, 'monotonic' | 'setTimeout' | 'clearTimeout'>,
    private readonly onBegin: () => void,
    private readonly onEnd: () => void,
  ) {}

  /** To be called for each request. */
  readonly count = (): void => {
    if (++this.requests < RUSH) return;
    this.requests = 0;
    const now = this.clock.monotonic();
    if (now - this.countedSince < RUSH_TIME) this.goOn();
    this.countedSince = now;
  };

  private goOn(): void {
    if (this.calm === undefined) this.onBegin();
    else this.clock.clearTimeout(this.calm);
    this.calm = this.clock.setTimeout(() => {
      this.calm = undefined;
      this.onEnd();
    }, CALM);
  }
}
