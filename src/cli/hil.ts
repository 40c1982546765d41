import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  Budget,
  CHECKS,
  Interrupted,
  jsonReport,
  junitReport,
  markdownReport,
  runSuite,
  TerminalReport,
  Transcript,
  type Findings,
} from '../../hardware/harness';
import { systemClock } from '../clock';
import { parseDuration } from '../config/scalars';
import type { Logger } from '../ports';
import { hilReplayCommand } from './hil-replay';
import { integerBetween } from './options';

interface HilFlags {
  port?: string;
  to?: string;
  baud: number;
  pin?: string;
  profile: string;
  maxMessages: number;
  soak: number;
  wait: number;
  loopback?: boolean;
  unplug?: boolean;
  junit?: string;
  report?: string;
  transcript?: string;
  mask?: boolean;
  json?: boolean;
}

const EXAMPLE = `
Examples:
  $ gsm-fallback hil --port /dev/ttyUSB0
    what costs nothing: who it is, what it can, errors, the prompt, ten minutes of questions
  $ gsm-fallback hil --port /dev/ttyUSB0 --to +447700900001 --report modem.md --transcript modem.jsonl --mask
    all of it; with the SIM's own number as --to, messages are looked at when they come back, too
  $ gsm-fallback hil --port /dev/ttyUSB0 --soak 0s --json | jq -r '.checks[] | select(.verdict == "failed") | .name'
    for a program: one document at the end; where there is no modem to be checked, none, but a line on stderr

Exits with 0 when every check passed or was skipped, 1 when one failed, 2 on wrong usage, 130 when it was interrupted.`;

/** What a shell is told of a run that Ctrl-C ended: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/** Longest soak that makes sense for somebody who waits for it. */
const LONGEST_MS = 7 * 86_400_000;

/** `hil`: the contract suite against a modem. */
export function hilCommand(): Command {
  return new Command('hil')
    .description('the hardware-in-the-loop suite: does this modem do what the daemon needs?')
    .option('--port <port>', 'device path, tcp://host:port, or a glob such as /dev/serial/by-id/*SIM7600*')
    .option(
      '--to <number>',
      'send test messages to this number only; best the own one of the SIM',
      parseNumber,
    )
    .option('--max-messages <n>', 'the most messages that are sent', integerBetween(0, 1000), 20)
    .option('--loopback', '--to is the own number of the SIM, whatever the SIM says: messages must come back')
    .addOption(durationOption('--soak', 'how long to watch it at the end; 0s leaves it out', '10m'))
    .addOption(durationOption('--wait', 'longest wait for the network, a message or a report', '60s'))
    .option('--unplug', 'ask for the modem to be unplugged, though this is no terminal')
    .option('--baud <rate>', 'baud rate of a serial port', integerBetween(50, 4_000_000), 115_200)
    .option('--pin <pin>', 'PIN of the SIM, entered once if it is asked for and all its tries are left')
    .option('--profile <name>', 'quirk profile, or auto', 'auto')
    .option('--junit <file>', 'write the results as JUnit XML')
    .option('--report <file>', 'write a report in Markdown, to be attached to an issue')
    .option(
      '--transcript <file>',
      'write every byte with its time, one JSON object a line; the PIN is masked',
    )
    .option('--json', 'print the results as one JSON document at the end; progress goes to stderr')
    .option('--mask', 'mask numbers, IMEI and IMSI in the transcript, and texts of others')
    .addHelpText('after', EXAMPLE)
    .addCommand(hilReplayCommand())
    .action(async (flags: HilFlags, command: Command) => {
      const { port, ...rest } = flags;
      if (port === undefined) {
        command.error("error: required option '--port <port>' not specified", { exitCode: 2 });
      }
      await run(port, rest);
    });
}

async function run(port: string, flags: Omit<HilFlags, 'port'>): Promise<void> {
  const { to, maxMessages } = flags;
  const ending = new AbortController();
  const transcript = new Transcript({
    clock: systemClock,
    port,
    ...(to !== undefined && { to }),
    ...(flags.transcript !== undefined && { file: flags.transcript }),
    mask: flags.mask === true,
  });
  const screen = flags.json === true ? process.stderr : process.stdout;
  const terminal = screen.isTTY === true && process.env['NO_COLOR'] === undefined;
  const report = new TerminalReport((text) => void screen.write(text), terminal);
  const forget = onInterrupt(() => {
    report.note('interrupted: bringing the modem back; once more ends it at once');
    ending.abort(new Interrupted());
  });
  try {
    const isPerson = flags.unplug === true || (terminal && process.stdin.isTTY === true);
    const findings = await runSuite(
      CHECKS,
      {
        config: config(flags, port),
        clock: systemClock,
        logger: quiet,
        transcript,
        budget: new Budget(to, maxMessages),
        wait: flags.wait,
        soak: flags.soak,
        loopback: flags.loopback === true,
        ...(isPerson && { ask: (request: string) => report.note(request) }),
        tell: (note) => report.note(note),
        signal: ending.signal,
      },
      report,
    );
    report.finished(findings);
    if (flags.json === true) process.stdout.write(jsonReport(findings));
    write('--junit', flags.junit, () => junitReport(findings));
    write('--report', flags.report, () => markdownReport(findings));
    process.exitCode = exitCode(findings);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    forget();
    transcript.close();
  }
  if (transcript.problem !== undefined) throw new Error(transcript.problem);
}

function config({ baud, pin, profile, wait }: Omit<HilFlags, 'port'>, port: string) {
  const modem = { name: 'hil', port, baudRate: baud, profile, answerTimeout: wait };
  return pin === undefined ? modem : { ...modem, pin };
}

function exitCode({ interrupted, results }: Findings): number {
  if (results.some(({ verdict }) => verdict === 'failed')) return 1;
  return interrupted ? INTERRUPTED : 0;
}

/** The first signal asks for the end, the second does not ask. Returns what forgets it. */
function onInterrupt(end: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let asked = false;
  const hear = (): void => {
    if (asked) process.exit(INTERRUPTED);
    asked = true;
    end();
  };
  signals.forEach((signal) => process.on(signal, hear));
  return () => signals.forEach((signal) => process.off(signal, hear));
}

function write(option: string, file: string | undefined, text: () => string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, text());
  } catch (error) {
    throw new Error(`cannot write ${option} ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** As the encoder takes it; numbers as long as one with a country code are international. */
function parseNumber(text: string): string {
  const digits = text.replace(/[ .()-]/g, '');
  if (!/^\+?\d{3,20}$/.test(digits))
    throw new InvalidArgumentError('a number such as +447700900001 expected');
  return digits.startsWith('+') || digits.length < SHORTEST_INTERNATIONAL ? digits : `+${digits}`;
}

/** Shorter numbers are national or short codes, which have no country code to lead with a `+`. */
const SHORTEST_INTERNATIONAL = 7;

/** An option that takes a duration, with a default in the form that it takes. */
const durationOption = (flag: string, about: string, standard: string): Option =>
  new Option(`${flag} <duration>`, about).argParser(parseTime).default(parseTime(standard), standard);

function parseTime(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms > LONGEST_MS) {
    throw new InvalidArgumentError('a duration such as 20s or 10m expected, up to 7d');
  }
  return ms;
}

const ignore = (): void => undefined;
const quiet: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
