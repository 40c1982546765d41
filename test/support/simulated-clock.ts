import type { Clock } from '../../src/ports';

interface Timer {
  at: number;
  callback: () => void;
}

/** Lets everything run that is ready to run: promises, and commits of the outbox. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

/** A clock that stands still until it is told to go on. */
export class SimulatedClock implements Clock {
  private timers = new Map<number, Timer>();
  private nextHandle = 1;
  private elapsed = 0;

  constructor(private start = Date.UTC(2026, 0, 1)) {}

  now = (): number => this.start + this.elapsed;
  monotonic = (): number => this.elapsed;

  /** Puts the wall clock on, or back, by so many milliseconds; no time passes. */
  set(by: number): void {
    this.start += by;
  }

  setTimeout = (callback: () => void, delay: number): number => {
    this.timers.set(this.nextHandle, { at: this.elapsed + Math.max(0, delay), callback });
    return this.nextHandle++;
  };

  clearTimeout = (handle: unknown): void => void this.timers.delete(handle as number);

  get pending(): number {
    return this.timers.size;
  }

  /** Goes on by so many milliseconds, timer by timer, letting everything settle after each. */
  async advance(delay: number): Promise<void> {
    const end = this.elapsed + delay;
    await settle();
    for (;;) {
      const next = [...this.timers].sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next || next[1].at > end) break;
      this.elapsed = Math.max(this.elapsed, next[1].at);
      this.timers.delete(next[0]);
      next[1].callback();
      await settle();
    }
    this.elapsed = end;
    await settle();
  }
}
