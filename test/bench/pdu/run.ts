import { encodeDeliver } from '../../../src/sms';
import { codecs, type Codec } from './codecs';
import { readPlainSubmit } from './plain-reader';

/**
 * Messages a second against other packages, hexadecimal in and out, in one run, so that the ratios hold on any
 * machine. A peer whose answer is wrong counts too: the ratio is to the fastest of all. Run with `npm run bench:pdu`.
 */
interface Workload {
  name: string;
  run(codec: Codec): unknown;
  /** What is wrong with an answer. */
  problem(answer: unknown): string | undefined;
}

const ROUNDS = 5;
const MILLISECONDS = 150;
const GOAL = 10;

const TO = '+447700900001';
const SENTENCE = 'Zone 3: door opened at 12:45, garage; siren on (2 of 4). Please call +44 7700 900001! ';
const gsm7 = (length: number) => SENTENCE.repeat(10).slice(0, length);
const ucs2 = 'Зона 3: дверь открыта, сирена включена в 12:45, гараж. Охрана выехала.'.padEnd(70).slice(0, 70);

const deliver = (text: string) =>
  encodeDeliver({ from: TO, text, scts: '2026-01-31T12:45:00+02:00', reference: 7 }).map(({ pdu }) => pdu);

function encoding(name: string, text: string, alphabet: '7bit' | '16bit', parts: number): Workload {
  return {
    name,
    run: (codec) => codec.encode(TO, text, alphabet),
    problem: (answer) => {
      const read = (answer as string[]).map(readPlainSubmit);
      const joined = read.map((segment) => segment.text).join('');
      if (joined !== text) return `says ${JSON.stringify(joined.slice(0, 24))}...`;
      if (read.some(({ to }) => to !== TO)) return `goes to ${read[0]!.to}`;
      if (read.some(({ part }, i) => part !== `${i + 1}/${read.length}`)) return 'numbers its parts wrongly';
      return read.length === parts ? undefined : `takes ${read.length} segments, not ${parts}`;
    },
  };
}

function decoding(name: string, text: string, run: (codec: Codec) => unknown): Workload {
  return {
    name,
    run,
    problem: (answer) =>
      answer === text ? undefined : `reads ${JSON.stringify(String(answer).slice(0, 24))}...`,
  };
}

function workloads(): Workload[] {
  const [single] = deliver(gsm7(160));
  const [first, second, third] = deliver(gsm7(459));
  const parts = [first!, third!, second!];
  return [
    encoding('A encode 160 GSM-7 characters', gsm7(160), '7bit', 1),
    encoding('B encode 70 UCS2 characters', ucs2, '16bit', 1),
    encoding('C encode 459 GSM-7 characters in 3 parts', gsm7(459), '7bit', 3),
    decoding('D decode A as SMS-DELIVER', gsm7(160), (codec) => codec.decode(single!)),
    decoding('E decode and reassemble C', gsm7(459), (codec) => codec.reassemble(parts)),
  ];
}

/** Operations a second over at least MILLISECONDS. */
function measure(workload: Workload, codec: Codec): number {
  const begun = performance.now();
  let operations = 0;
  let elapsed = 0;
  while (elapsed < MILLISECONDS) {
    for (let i = 0; i < 50; i++) workload.run(codec);
    operations += 50;
    elapsed = performance.now() - begun;
  }
  return (operations * 1000) / elapsed;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

function answerOf(workload: Workload, codec: Codec): string | undefined {
  try {
    return workload.problem(workload.run(codec));
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
}

function compare(workload: Workload, all: Codec[]): boolean {
  const wrong = new Map(all.map((codec) => [codec, answerOf(workload, codec)]));
  all.forEach((codec) => measure(workload, codec));
  const rounds = Array.from({ length: ROUNDS }, () => all.map((codec) => measure(workload, codec)));
  const speeds = all.map((_, i) => median(rounds.map((speed) => speed[i]!)));
  const ratio = speeds[0]! / Math.max(...speeds.slice(1));
  process.stdout.write(`\n${workload.name}: ${ratio.toFixed(1)} times the fastest peer (goal: ${GOAL})\n`);
  all.forEach((codec, i) => {
    const problem = wrong.get(codec);
    const remark = problem === undefined ? '' : `  WRONG: ${problem}`;
    process.stdout.write(
      `  ${codec.name.padEnd(18)}${Math.round(speeds[i]!).toLocaleString('en').padStart(12)} ops/s${remark}\n`,
    );
  });
  return wrong.get(all[0]!) === undefined;
}

const all = codecs();
const right = workloads().map((workload) => compare(workload, all));
process.exitCode = right.every(Boolean) ? 0 : 1;
