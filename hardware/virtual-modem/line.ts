import type { Clock } from '../../src/ports';

/** Start bit, eight data bits, stop bit. */
const BITS_PER_OCTET = 10;

/** Octets of about this many milliseconds are handed on together. */
const SLICE = 2;

/** Lateness beyond this (a suspended process) is not made up for. */
const MAX_LATENESS = 20;

/** The time on both directions of a line, which is not held up by timers and by work as the clock is. */
export class LineTime {
  /** Milliseconds that the last timer was late, or early where negative: what answers it began that much sooner. */
  #lateness = 0;
  #due: number | undefined;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.#due ?? this.clock.monotonic() - this.#lateness;
  }

  /** Does at its time what is done late. */
  at(due: number, action: () => void): void {
    this.#lateness = Math.min(this.clock.monotonic() - due, MAX_LATENESS);
    const outer = this.#due;
    this.#due = due;
    try {
      action();
    } finally {
      this.#due = outer;
    }
  }
}

interface Slice {
  due: number;
  octets: Buffer;
}

/**
 * One direction of a serial line, at the pace of its rate. Each octet has a time at which its last bit has passed,
 * counted from the one before it and not from when a timer fired; so the rate is exact however coarse timers are.
 */
export class Line {
  readonly #msPerOctet: number;
  readonly #sliceLength: number;
  #slices: Slice[] = [];
  #pending = 0;
  #freeAt = 0;
  #timer: unknown;
  #delivering = false;

  constructor(
    private readonly clock: Clock,
    baud: number,
    /** Shared by both directions, since an answer is late when its question was. */
    private readonly time: LineTime,
    private readonly deliver: (octets: Buffer) => void,
  ) {
    if (!Number.isFinite(baud) || baud <= 0) {
      throw new RangeError(`baud: a rate above 0 expected, got ${baud}`);
    }
    this.#msPerOctet = (BITS_PER_OCTET * 1000) / baud;
    this.#sliceLength = Math.max(1, Math.round(SLICE / this.#msPerOctet));
  }

  /** Octets written and not yet delivered. */
  get pending(): number {
    return this.#pending;
  }

  write(octets: Buffer): void {
    let due = Math.max(this.#freeAt, this.time.now());
    for (let at = 0; at < octets.length; at += this.#sliceLength) {
      const slice = octets.subarray(at, at + this.#sliceLength);
      due += slice.length * this.#msPerOctet;
      this.#slices.push({ due, octets: slice });
    }
    this.#freeAt = due;
    this.#pending += octets.length;
    this.#run();
  }

  /** Drops what has not been delivered. */
  clear(): void {
    this.#slices = [];
    this.#pending = 0;
    this.#freeAt = 0;
    this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    if (this.#delivering || this.#timer !== undefined) {
      return;
    }
    this.#delivering = true;
    try {
      this.#deliverDue();
    } finally {
      this.#delivering = false;
    }
    const next = this.#slices[0];
    if (next) {
      const wait = Math.max(1, Math.round(next.due - this.clock.monotonic()));
      this.#timer = this.clock.setTimeout(() => {
        this.#timer = undefined;
        this.#run();
      }, wait);
    }
  }

  #deliverDue(): void {
    for (let next = this.#slices[0]; next; next = this.#slices[0]) {
      // Timers count whole milliseconds: what is due in less than half of one is due.
      if (next.due - this.clock.monotonic() > 0.5) {
        return;
      }
      const { due, octets } = next;
      this.#slices.shift();
      this.#pending -= octets.length;
      this.time.at(due, () => this.deliver(octets));
    }
  }
}
