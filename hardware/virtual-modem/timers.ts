import type { Clock } from '../../src/ports';

/** The timers of something that can be stopped all at once: what a modem has in hand is lost with its power. */
export class Timers {
  readonly #handles = new Set<unknown>();

  constructor(private readonly clock: Clock) {}

  /** Milliseconds; never before the caller is done. Returns what undoes it. */
  after(delay: number, callback: () => void): () => void {
    return this.#start(delay, callback).cancel;
  }

  /** As `after`, but a process with nothing else to do does not stay for it. */
  afterIfAlive(delay: number, callback: () => void): void {
    const { handle } = this.#start(delay, callback);
    (handle as Partial<NodeJS.Timeout> | undefined)?.unref?.();
  }

  #start(delay: number, callback: () => void): { handle: unknown; cancel: () => void } {
    const handle = this.clock.setTimeout(() => {
      this.#handles.delete(handle);
      callback();
    }, delay);
    this.#handles.add(handle);
    const cancel = (): void => {
      this.#handles.delete(handle);
      this.clock.clearTimeout(handle);
    };
    return { handle, cancel };
  }

  /** As `after`, but at once where there is nothing to wait for. */
  pause(delay: number, callback: () => void): void {
    if (delay > 0) {
      this.after(delay, callback);
    } else {
      callback();
    }
  }

  clear(): void {
    this.#handles.forEach((handle) => this.clock.clearTimeout(handle));
    this.#handles.clear();
  }
}

/** The same delay over and over, right on average: what one timer was late is taken off the next. */
export class SteadyDelay {
  #late = 0;

  constructor(
    private readonly clock: Clock,
    private readonly timers: Timers,
    private readonly delay: number,
  ) {}

  wait(callback: () => void): void {
    const due = this.clock.monotonic() + this.delay - this.#late;
    this.timers.pause(due - this.clock.monotonic(), () => {
      this.#late = Math.min(Math.max(0, this.clock.monotonic() - due), this.delay);
      callback();
    });
  }
}
