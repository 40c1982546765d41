import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { answerLines, TOO_LONG } from '../../src/cli/answer-lines';
import { answerPdu, pduCommand } from '../../src/cli/pdu';
import { answerJob, VALIDITY } from '../../src/cli/pdu-job';
import { CLI } from '../support/daemon-process';

/** The command in this process, with what it prints and the code that it would exit with. */
async function run(...args: string[]) {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    });
  }
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`);
  });
  try {
    await pduCommand().parseAsync(args, { from: 'user' });
    return { ...printed, code: process.exitCode ?? 0 };
  } catch (error) {
    return { ...printed, code: Number(/^exit (\d+)$/.exec((error as Error).message)?.[1]) };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
}

const answersOf = (output: string) =>
  output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);

describe('pdu', () => {
  it('prints one JSON line for each segment', async () => {
    const { stdout, code } = await run(
      'encode',
      '--to',
      '+46708251358',
      '--message',
      'x'.repeat(161),
      '--reference',
      '9',
    );
    expect(code).toBe(0);
    const segments = answersOf(stdout) as { length: number; pdu: string }[];
    expect(segments.map(({ length }) => length)).toEqual([153, 27]);
    expect(segments.map(({ pdu }) => answerPdu(pdu, false))).toMatchObject([
      { concat: { reference: 9, bits: 8, total: 2, sequence: 1 } },
      { concat: { reference: 9, bits: 8, total: 2, sequence: 2 } },
    ]);
  });

  it('exits with 1 and one line for a message that cannot be said', async () => {
    const { stdout, stderr, code } = await run('encode', '--to', 'Alarm', '--message', 'x');
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(/^pdu encode: TP-DA: .*\n$/);
  });

  it('exits with 2 for a bad option value', async () => {
    const { stderr, code } = await run('encode', '--to', '1', '--message', 'x', '--class', '4');
    expect(code).toBe(2);
    expect(stderr).toContain('0 to 3 expected');
  });

  it('exits with 2 without a message', async () => {
    expect(await run('encode', '--to', '1')).toMatchObject({ code: 2, stdout: '' });
  });

  it('answers PDUs given as arguments', async () => {
    const { stdout, code } = await run(
      'decode',
      '--tpdu',
      '01000B916407281553F800000AE8329BFD4697D9EC37',
      '01',
    );
    expect(code).toBe(0);
    expect(answersOf(stdout)).toMatchObject([
      { text: 'hellohello' },
      { error: 'TP-MR: missing, at octet 1' },
    ]);
  });

  it('answers a stream of PDUs line by line, as a process', async () => {
    const child = spawn(process.execPath, [CLI, 'pdu', 'decode']);
    child.stdin.end('0001000B916407281553F800000AE8329BFD4697D9EC37\r\n\r\nmt 00\nmo');
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    expect({ code: child.exitCode, stderr }).toEqual({ code: 0, stderr: '' });
    expect(answersOf(stdout)).toMatchObject([
      { type: 'SMS-SUBMIT', text: 'hellohello' },
      { error: 'TP-MTI: missing, at octet 1', octet: 1 },
      { error: '[mo|mt] HEX expected' },
    ]);
  });
});

describe('pdu encode', () => {
  it('shows an example that is true', () => {
    const encode = pduCommand().commands.find((command) => command.name() === 'encode')!;
    let help = '';
    encode.configureOutput({ writeOut: (written) => (help += written) }).outputHelp();
    const shown = /^ {2}(\{"length".*\})$/m.exec(help)![1]!;
    const segment = answerJob('{"to":"+447700900001","message":"Door open","validity":"2h"}');
    expect(segment).toEqual({ segments: [JSON.parse(shown)] });
  });

  it('reads every key of a job', () => {
    const job = {
      to: '123',
      message: 'ğ'.repeat(100),
      class: 1,
      pid: 65,
      report: true,
      validity: 7200,
      reference: 513,
      referenceBits: 16,
      maxParts: 2,
      smsc: '+49171',
      udh: [{ iei: 5, data: '0B8423F0' }],
      single: 1,
      dca: '7bit',
    };
    const { segments } = answerJob(JSON.stringify(job)) as { segments: { pdu: string }[] };
    expect(segments.map(({ pdu }) => answerPdu(pdu, false))).toMatchObject([
      { text: 'ğ'.repeat(70), concat: { reference: 513, bits: 16, total: 2, sequence: 1 } },
      {
        type: 'SMS-SUBMIT',
        address: '123',
        text: 'ğ'.repeat(30),
        alphabet: '7bit',
        class: 1,
        pid: 65,
        srr: true,
        validity: 7200,
        smsc: '+49171',
        single: 1,
        udh: [
          { iei: 8, data: '02010202' },
          { iei: 0x24, data: '01' },
          { iei: 5, data: '0B8423F0' },
        ],
      },
    ]);
  });

  it('takes a validity that ends at a time, which was refused', () => {
    const validity = '2026-01-31T12:45:00+02:00';
    const { segments } = answerJob(JSON.stringify({ to: '1', message: 'x', validity })) as {
      segments: { pdu: string }[];
    };
    expect(answerPdu(segments[0]!.pdu, false)).toMatchObject({ vpf: 3, validity });
    expect(answerJob('{"to":"1","message":"x","validity":"2026-02-30T00:00:00Z"}')).toEqual({
      error: 'TP-VP: an ISO 8601 time from 2000 to 2099 expected, got 2026-02-30T00:00:00Z',
    });
  });

  it.each([
    ['[]', 'a JSON object expected'],
    ['{"to":1,"message":"x"}', 'to: a string expected, got 1'],
    ['{"to":"1"}', 'message: a string expected, got nothing'],
    ['{"to":"1","message":"x","dca":"9bit"}', 'dca: one of 7bit, 8bit, 16bit expected, got "9bit"'],
    ['{"to":"1","message":"x","class":4}', 'class: one of 0, 1, 2, 3 expected, got 4'],
    ['{"to":"1","message":"x","pid":256}', 'pid: an integer from 0 to 255 expected, got 256'],
    ['{"to":"1","message":"x","validity":"soon"}', `validity: ${VALIDITY} expected, got "soon"`],
    [
      '{"to":"1","message":"x","udh":"0500"}',
      'TP-UD: a user data header in hexadecimal expected, its length first',
    ],
    ['{"to":"1","message":"x","udh":true}', 'TP-UD: only an 8bit message can begin with its own header'],
    ['{"to":"","message":"x"}', 'TP-DA: 1 to 20 digits expected, got 0'],
  ])('answers %s with the error', (line, error) => {
    expect(answerJob(line)).toEqual({ error });
  });

  it.each([
    { message: '06050423F40000AA', dca: '8bit', udh: true },
    { message: 'AA', dca: '8bit', udh: '06050423F40000' },
    { message: 'AA', dca: '8bit', udh: [{ iei: 5, data: '23F40000' }] },
  ])('takes a header as %j', (job) => {
    expect(answerJob(JSON.stringify({ to: '1', ...job }))).toEqual({
      segments: [{ length: 16, pdu: '0041000181F100040806050423F40000AA' }],
    });
  });
});

describe('answerLines', () => {
  const echo = (line: unknown) => ({ line: line === TOO_LONG ? null : line });

  async function answers(chunks: string[], maxLine?: number) {
    const output = new PassThrough();
    const written = text(output);
    await answerLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), output, echo, maxLine);
    output.end();
    return answersOf(await written).map((answer) => (answer as { line: string | null }).line);
  }

  it.each([
    [[], []],
    [['a\nb\n'], ['a', 'b']],
    [['a\nb'], ['a', 'b']],
    [['a\r\n\r\n \nb\r\n'], ['a', 'b']],
    [
      ['a', 'b', '\n', 'c', 'd'],
      ['ab', 'cd'],
    ],
  ])('cuts %j into lines', async (chunks, lines) => {
    expect(await answers(chunks)).toEqual(lines);
  });

  it('answers a line that is too long without keeping it', async () => {
    expect(await answers(['aaaa', 'aaaa', '\nbb\n', 'ccccc'], 4)).toEqual([null, 'bb', null]);
  });

  it('reads no faster than its answers are taken', async () => {
    let read = 0;
    const input = Readable.from(
      (function* () {
        for (; read < 1000; read++) {
          yield Buffer.from('x'.repeat(1000) + '\n');
        }
      })(),
      { highWaterMark: 1 },
    );
    const output = new PassThrough({ highWaterMark: 1000 });
    const done = answerLines(input, output, echo);
    await once(output, 'readable');
    await new Promise(setImmediate);
    expect(read).toBeLessThan(100);
    output.resume();
    await done;
    expect(read).toBe(1000);
  });
});
