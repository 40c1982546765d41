/** Which of the occasions that fit a rule it strikes on; without any of them, on each. */
export interface When {
  /** Only the nth, from 1. */
  nth?: number;
  /** Only each nth. */
  every?: number;
  /** The most that it strikes on. */
  times?: number;
}

/** Counts the occasions of one rule. */
export class Occurrences {
  #seen = 0;
  #struck = 0;

  constructor(private readonly when: When) {}

  /** One more occasion: whether the rule strikes on it. */
  strikes(): boolean {
    const { nth, every, times } = this.when;
    this.#seen++;
    const strikes =
      (nth === undefined || this.#seen === nth) &&
      (every === undefined || this.#seen % every === 0) &&
      (times === undefined || this.#struck < times);
    this.#struck += Number(strikes);
    return strikes;
  }
}

/** Whether a number is the one that a rule names; a `*` at the end stands for any digits. */
export function numberFits(pattern: string, number: string | undefined): boolean {
  return pattern.endsWith('*') ? (number ?? '').startsWith(pattern.slice(0, -1)) : number === pattern;
}
