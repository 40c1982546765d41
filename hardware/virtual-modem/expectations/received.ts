import { ExpectationError, show } from './error';

/** Characters kept of what the host wrote, the newest. */
const MAX_KEPT = 65_536;

/** Characters shown of what came before. */
const MAX_SHOWN = 200;

/** What the host wrote, one character for each octet, and how much of it was expected. */
export class Received {
  #text = '';
  #expected = 0;

  /** The newest 65 536. */
  get text(): string {
    return this.#text;
  }

  append(text: string): void {
    const whole = this.#text + text;
    const dropped = Math.max(0, whole.length - MAX_KEPT);
    this.#text = whole.slice(dropped);
    this.#expected = Math.max(0, this.#expected - dropped);
  }

  /** Takes what was expected off the part that was not yet. A regular expression must fit at its beginning. */
  expect(expected: string | RegExp): string {
    const rest = this.#text.slice(this.#expected);
    const found =
      typeof expected === 'string'
        ? rest.startsWith(expected) && expected
        : new RegExp(`^(?:${expected.source})`, expected.flags.replace(/[gy]/g, '')).exec(rest)?.[0];
    if (typeof found !== 'string') {
      throw new ExpectationError(this.#describe(expected, rest));
    }
    this.#expected += found.length;
    return found;
  }

  expectNothing(): void {
    const rest = this.#text.slice(this.#expected);
    if (rest !== '') {
      throw new ExpectationError(
        `the host was expected to have written nothing more, but wrote\n  ${show(rest)}`,
      );
    }
  }

  #describe(expected: string | RegExp, rest: string): string {
    const wanted = typeof expected === 'string' ? show(expected) : String(expected);
    const lines = ['the host was expected to have written next', `  ${wanted}`];
    lines.push(...(rest === '' ? ['but has written nothing'] : ['but wrote', `  ${show(rest)}`]));
    if (typeof expected === 'string' && rest !== '') {
      lines.push(`  ${' '.repeat(show(sharedStart(expected, rest)).length - 1)}^ differs from here`);
    }
    const before = this.#text.slice(Math.max(0, this.#expected - MAX_SHOWN), this.#expected);
    if (before !== '') {
      lines.push(`after ${show(before)}`);
    }
    return lines.join('\n');
  }
}

function sharedStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) {
    length++;
  }
  return one.slice(0, length);
}
