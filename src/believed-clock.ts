import type { Clock } from './ports';

/** A clock before this was never set: it is older than the program. */
const EARLIEST = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;
/** A clock further ahead than this, in milliseconds, of the last time that is known is absurd. */
const FARTHEST = 20 * 365.25 * DAY;
/** More than this, in milliseconds, is a jump, and not a clock that is kept right. */
const JUMP = 5_000;
/** A start further ahead than this, in milliseconds, of the last time that is known may be a jump. */
const LONG_OFF = 30 * DAY;

export interface ClockEvents {
  /** The clock was put on. `move` is to be called in the commit that shifts the times on disk by what it returns, in milliseconds. */
  jumped(move: () => number): Promise<void>;
  /** The machine's clock says what cannot be; `own` is gone by instead. Both are Unix times in milliseconds. */
  doubted(wall: number, own: number): void;
  /** It says what can be again. */
  believed(): void;
}

/**
 * The machine's clock, as far as it can be right: before 2025, or 20 years ahead of what is known, time goes on from the
 * last that is known, or from what the network tells. A clock that is put on is followed once the times on disk have moved with it; one that is put back,
 * at once.
 */
export class BelievedClock implements Clock {
  /** Of the time that is gone by, from the monotonic one. */
  private offset: number;
  private moving = false;
  private isDoubted = false;
  /** When the doubt began, by the time that was gone by then. */
  private doubtedFrom = 0;
  /** When the network told the time last, monotonic; -Infinity: not since the doubt began. */
  private toldAt = -Infinity;
  private jumpedAt: number;

  /** @param known Unix time in milliseconds that is surely past, such as that of the newest submission; 0: none */
  constructor(
    private readonly machine: Clock,
    known: number,
    private readonly events: ClockEvents,
  ) {
    const wall = machine.now();
    const start = canBe(wall, known) ? wall : Math.max(known, EARLIEST);
    this.offset = start - machine.monotonic();
    this.jumpedAt = known > 0 && start > known + LONG_OFF ? machine.monotonic() : -Infinity;
  }

  now(): number {
    const wall = this.machine.now();
    const { own } = this;
    const isBelieved = canBe(wall, own);
    if (this.isDoubted === isBelieved) {
      this.isDoubted = !isBelieved;
      this.toldAt = -Infinity;
      this.doubtedFrom = own;
      if (isBelieved) this.events.believed();
      else this.events.doubted(wall, own);
    }
    if (!isBelieved) return own;
    if (wall > own + JUMP) {
      this.follow(() => this.machine.now() - this.machine.monotonic());
      return this.own;
    }
    this.offset = wall - this.machine.monotonic();
    return wall;
  }

  /** It is believed, or the network's is, and was not put on within the last day: what is deleted by its word will not be missed. */
  get isSure(): boolean {
    this.now();
    const isKnown = !this.isDoubted || this.toldAt > -Infinity;
    return isKnown && !this.moving && this.machine.monotonic() - this.jumpedAt >= DAY;
  }

  /** The machine's clock is not believed, and the network has not told the time within a day. */
  get wantsTime(): boolean {
    this.now();
    return this.isDoubted && !this.moving && this.machine.monotonic() - this.toldAt >= DAY;
  }

  /**
   * Takes the network's time, Unix time in milliseconds, while the machine's clock is not believed. What is older than the
   * doubt, or as far ahead as is not believed of the machine, is absurd.
   */
  told(time: number): 'taken' | 'absurd' | 'not needed' {
    const own = this.now();
    if (!this.isDoubted || this.moving) return 'not needed';
    if (time < this.doubtedFrom - JUMP || !canBe(time, own)) return 'absurd';
    const offset = time - this.machine.monotonic();
    if (time > own + JUMP) this.follow(() => offset);
    else this.offset = offset;
    this.toldAt = this.machine.monotonic();
    return 'taken';
  }

  monotonic(): number {
    return this.machine.monotonic();
  }

  setTimeout(callback: () => void, delay: number): unknown {
    return this.machine.setTimeout(callback, delay);
  }

  clearTimeout(handle: unknown): void {
    this.machine.clearTimeout(handle);
  }

  /** What is gone by, in whole milliseconds as a wall clock has them: the monotonic one counts fractions, too. */
  private get own(): number {
    return Math.round(this.offset + this.machine.monotonic());
  }

  /** @param target what the offset is to be, asked for inside the commit */
  private follow(target: () => number): void {
    if (this.moving) return;
    this.moving = true;
    this.jumpedAt = this.machine.monotonic();
    const before = this.offset;
    const move = () => {
      this.offset = target();
      return Math.round(this.offset - before);
    };
    this.events
      .jumped(move)
      .catch(() => {
        this.offset = before;
        this.toldAt = -Infinity;
      })
      .finally(() => void (this.moving = false));
  }
}

const canBe = (wall: number, known: number): boolean =>
  wall >= EARLIEST && wall <= Math.max(known, EARLIEST) + FARTHEST;
