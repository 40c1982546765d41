import type { Clock } from '../../../src/ports';

/** The most that are kept; beyond it the oldest give way. */
const MOST_KEPT = 1_000;

/** What came and was not asked for yet, and who waits for what. */
export class Arrivals<T> {
  #kept: T[] = [];
  #waiting = new Set<{ wants: (item: T) => boolean; give: (item: T) => void }>();

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  add(item: T): void {
    for (const waiter of this.#waiting) {
      if (!waiter.wants(item)) continue;
      waiter.give(item);
      return;
    }
    this.#kept.push(item);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
  }

  /** The oldest that fits, from now or from before; undefined after so many milliseconds. Rejects once the run is aborted. */
  take(wants: (item: T) => boolean, limit: number): Promise<T | undefined> {
    this.signal.throwIfAborted();
    const at = this.#kept.findIndex(wants);
    if (at >= 0) return Promise.resolve(this.#kept.splice(at, 1)[0]);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(waiter);
        this.clock.clearTimeout(timer);
        this.signal.removeEventListener('abort', abort);
      };
      const give = (item: T | undefined): void => {
        end();
        resolve(item);
      };
      const abort = (): void => {
        end();
        reject(this.signal.reason as Error);
      };
      const waiter = { wants, give };
      this.#waiting.add(waiter);
      const timer = this.clock.setTimeout(() => give(undefined), limit);
      this.signal.addEventListener('abort', abort);
    });
  }
}
