import type { CommandError } from './results';

/** The values of a set command, V.250 5.4.2.2: numbers and quoted strings, separated by commas, any left out. */
export class Arguments {
  readonly #values: string[];

  constructor(
    text: string,
    /** What to throw for a value that is missing or out of its range. */
    readonly invalid: () => CommandError,
  ) {
    this.#values =
      text.trim() === '' ? [] : text.match(/("[^"]*"?|[^,"])+|(?<=,|^)(?=,|$)/g)!.map((v) => v.trim());
  }

  get count(): number {
    return this.#values.length;
  }

  has(index: number): boolean {
    return (this.#values[index] ?? '') !== '';
  }

  /** A decimal number from `low` to `high`; `missing` where it was left out. */
  integer(index: number, low: number, high: number, missing?: number): number {
    if (!this.has(index) && missing !== undefined) {
      return missing;
    }
    const text = this.#values[index] ?? '';
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= low && value <= high)) {
      throw this.invalid();
    }
    return value;
  }

  /** A string, with or without its quotation marks; `missing` where it was left out. */
  string(index: number, missing?: string): string {
    const text = this.has(index) ? this.#values[index]! : missing;
    if (text === undefined) {
      throw this.invalid();
    }
    return text.replace(/^"(.*?)"?$/, '$1');
  }

  /** Throws where there are more values than `count`. */
  atMost(count: number): void {
    if (this.count > count) {
      throw this.invalid();
    }
  }
}
