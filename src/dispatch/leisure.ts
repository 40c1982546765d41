import type { Clock } from '../ports';

/** The longest that the next message may keep back the outcome of the last, in milliseconds. */
const LONGEST_HURRY = 200;

/** Between two PDUs every millisecond is the line's: what can wait is done once the modem is busy with the next. */
export class Leisure {
  private waiting: (() => void)[] = [];
  private hurried = false;

  constructor(private readonly clock: Clock) {}

  /** The PDU of the segment in flight is with the modem. */
  get isHere(): boolean {
    return !this.hurried;
  }

  /** A segment is begun. */
  end(): void {
    this.hurried = true;
  }

  begin(): void {
    this.hurried = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Resolves when there is leisure, or after a while. */
  await(): Promise<void> {
    if (!this.hurried) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.clock.setTimeout(resolve, LONGEST_HURRY);
      this.waiting.push(() => {
        this.clock.clearTimeout(timer);
        resolve();
      });
    });
  }
}
