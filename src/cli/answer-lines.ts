import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a line longer than its limit is given to `answer` as. */
export const TOO_LONG = Symbol('line too long');

export type Line = string | typeof TOO_LONG;

/** Characters of a line that are kept; what comes behind them up to the line's end is not. */
export const MAX_LINE = 1 << 20;

/** Cuts chunks into lines without their ends, one array for each chunk. Holds no more than one line. */
async function* linesOf(chunks: AsyncIterable<string>, maxLine: number): AsyncGenerator<Line[]> {
  let rest = '';
  let overlong = false;
  for await (const chunk of chunks) {
    const lines: Line[] = chunk.split('\n');
    const last = lines.pop() as string;
    if (lines.length > 0) {
      lines[0] = overlong ? TOO_LONG : rest + (lines[0] as string);
      rest = '';
      overlong = false;
    }
    yield lines;
    overlong ||= rest.length + last.length > maxLine;
    rest = overlong ? '' : rest + last;
  }
  yield [overlong ? TOO_LONG : rest];
}

/**
 * Reads lines from `input` until its end and writes one answer for each to `output`, in their order. White space
 * around a line is left out, and a line of nothing else has no answer. Reads no faster than `output` takes the answers.
 */
export async function answerLines(
  input: Readable,
  output: Writable,
  answer: (line: Line) => object,
  maxLine = MAX_LINE,
): Promise<void> {
  input.setEncoding('utf8');
  const answers = async function* (chunks: AsyncIterable<string>) {
    for await (const lines of linesOf(chunks, maxLine)) {
      let text = '';
      for (const whole of lines) {
        const line = whole === TOO_LONG ? whole : whole.trim();
        if (line !== '') {
          text += `${JSON.stringify(answer(line))}\n`;
        }
      }
      if (text !== '') {
        yield text;
      }
    }
  };
  try {
    await pipeline(input, answers, output, { end: false });
  } catch (error) {
    // The reader of our answers has enough, as `head` does.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
      throw error;
    }
  }
}
