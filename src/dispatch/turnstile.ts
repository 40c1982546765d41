/** What waits for a turn: high priority first, then first in, first out. */
export interface Waiting {
  high: boolean;
  /** Ids grow with time. */
  id: number;
}

interface Entry extends Waiting {
  settle: (granted: boolean) => void;
}

/** Lets the waiting through in their order while there is room; the caller says when there is. */
export class Turnstile {
  private waiting: Entry[] = [];

  constructor(private readonly hasRoom: () => boolean) {}

  /** Resolves to true when its turn has come, to false when it was dismissed or the signal aborted. */
  enter({ high, id }: Waiting, signal: AbortSignal, onGranted: () => void): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (granted: boolean) => {
        signal.removeEventListener('abort', withdraw);
        if (granted) onGranted();
        resolve(granted);
      };
      const entry = { high, id, settle };
      const withdraw = () => {
        this.waiting = this.waiting.filter((other) => other !== entry);
        settle(false);
      };
      if (signal.aborted) return resolve(false);
      signal.addEventListener('abort', withdraw, { once: true });
      const place = this.waiting.findIndex((other) => isBefore(entry, other));
      this.waiting.splice(place < 0 ? this.waiting.length : place, 0, entry);
      this.advance();
    });
  }

  /** Room may have been made: lets through as many as fit. */
  advance(): void {
    while (this.waiting.length > 0 && this.hasRoom()) this.waiting.shift()!.settle(true);
  }

  /** Sends everybody away. */
  dismiss(): void {
    for (const entry of this.waiting.splice(0)) entry.settle(false);
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }
}

const isBefore = (a: Waiting, b: Waiting): boolean => (a.high === b.high ? a.id < b.id : a.high);
