import { BoundedMap } from './bounded-map';

/** How many wrong passwords are taken before it begins to be slow, and how slow it gets. Times in milliseconds. */
export interface Patience {
  free: number;
  first: number;
  longest: number;
}

/** Wrong passwords are forgotten after so long without one, in milliseconds. */
const MEMORY = 3_600_000;

/** Names that wrong passwords are counted for; those that were not heard of for longest are forgotten first. */
const MOST_NAMES = 4_096;

interface Count {
  wrong: number;
  lastAt: number;
  until: number;
}

/**
 * Counts wrong passwords by name and says how long no more are tried: twice as long after each. What is tried meanwhile
 * makes it no longer, so that nobody can be kept out for good. Times are those of a clock that never goes back.
 */
export class LockOut {
  private readonly counts = new BoundedMap<Count>(MOST_NAMES);

  constructor(
    private readonly patience: Patience,
    private readonly now: () => number,
  ) {}

  /** Milliseconds until the next password is looked at; 0: now. */
  wait(name: string): number {
    const count = this.counts.get(name);
    return count ? Math.max(0, count.until - this.now()) : 0;
  }

  /** A wrong password. */
  fail(name: string): void {
    const now = this.now();
    const before = this.counts.get(name);
    const wrong = before && now - before.lastAt < MEMORY ? before.wrong + 1 : 1;
    const over = wrong - this.patience.free;
    const wait =
      over < 0 ? 0 : Math.min(this.patience.longest, this.patience.first * 2 ** Math.min(over, 30));
    this.counts.set(name, { wrong, lastAt: now, until: now + wait });
  }

  clear(name: string): void {
    this.counts.delete(name);
  }
}
