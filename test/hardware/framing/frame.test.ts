import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_LINE } from '../../../hardware/framing/at-framer';
import { frame, type Framing } from '../../../hardware/framing/frame';
import { settle } from '../../support/simulated-clock';

async function linesOf(
  chunks: string[],
  prepare: (framing: Framing) => void = () => undefined,
): Promise<string[]> {
  const bytes = new PassThrough();
  const lines: string[] = [];
  prepare(frame(bytes, (line) => lines.push(line)));
  for (const chunk of chunks) bytes.write(Buffer.from(chunk, 'latin1'));
  await settle();
  return lines;
}

const armed = (framing: Framing): void => framing.armPrompt();

describe('framing', () => {
  it.each([
    ['CRLF', '\r\n+CSQ: 1,99\r\n\r\nOK\r\n'],
    ['LF only', '\n+CSQ: 1,99\n\nOK\n'],
    ['CR only', '\r+CSQ: 1,99\r\rOK\r'],
    ['NUL bytes and leading blanks', '\0\r\n  +CSQ: 1,99\r\n\0OK\r\n'],
  ])('splits lines ended by %s', async (_name, bytes) => {
    expect(await linesOf([bytes])).toEqual(['+CSQ: 1,99', 'OK']);
  });

  it.each([
    ['as the specification has it', ['\r\n> ']],
    ['without a space and with a line end', ['\r\n>\r\n']],
    ['without a line end before it', ['>']],
    ['split over reads', ['\r', '\n', '>', ' ']],
    ['right after the echo', ['AT+CMGS=5\r', '> ']],
  ])('finds a prompt %s', async (_name, chunks) => {
    expect((await linesOf(chunks, armed)).filter((line) => line === '>')).toEqual(['>']);
  });

  it('takes > for text when no prompt is expected, inside a line, and after the first', async () => {
    expect(await linesOf(['\r\n> '])).toEqual([]);
    expect(await linesOf(['a > b\r\n'], armed)).toEqual(['a > b']);
    expect(await linesOf(['> 0011\r\n> \r\n+CMS ERROR: 513\r\n'], armed)).toEqual([
      '>',
      '0011',
      '>',
      '+CMS ERROR: 513',
    ]);
  });

  it('gives the same lines however the bytes are cut', async () => {
    const dialogue = '\r\nRING\r\n\r\n> \r\n+CMGS: 7\r\n\r\nOK\r\n^RSSI:14\r\n';
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(dialogue.length), { maxLength: 12 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), dialogue.length];
        const chunks = edges.slice(1).map((edge, i) => dialogue.slice(edges[i], edge));
        const lines = await linesOf(chunks, armed);
        expect(lines).toEqual(['RING', '>', '+CMGS: 7', 'OK', '^RSSI:14']);
      }),
      { numRuns: 30 },
    );
  });

  it('cuts a line that never ends, and finds the next', async () => {
    const garbage = Array.from({ length: 100 }, () => 'x'.repeat(1000));
    const lines = await linesOf([...garbage, '\r\nOK\r\n']);
    expect(lines).toEqual(['x'.repeat(LONGEST_LINE), 'OK']);
  });

  it('keeps no more than one line of garbage in memory', async () => {
    const bytes = new PassThrough();
    const lines: string[] = [];
    frame(bytes, (line) => lines.push(line));
    const chunk = Buffer.alloc(64 * 1024, 0x55);
    for (let i = 0; i < 160; i++) {
      bytes.write(chunk);
      await new Promise(setImmediate);
    }
    expect(lines).toEqual([]);
    expect(bytes.readableLength + bytes.writableLength).toBeLessThan(2 * chunk.length);
  });
});
