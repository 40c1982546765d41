import { Command, Option } from 'commander';
import type { Config } from '../config/types';
import { isGsm7 } from '../sms';
import { ENDED } from '../submission/view';
import { readConfig } from './configuration';
import { DaemonClient, type DaemonMessage } from './daemon-client';
import { stepsOf } from './describe-message';
import { configOption, integerBetween } from './options';

interface SendOptions {
  to: string;
  message: string;
  class?: number;
  dca?: '7bit' | '8bit' | '16bit';
  pid?: number;
  replace?: number;
  maxParts?: number;
  route: string;
  account?: string;
  wait?: boolean;
  json?: boolean;
  config?: string;
}

/** How often --wait looks, in milliseconds. */
const LOOK_EVERY = 200;

/** What --route takes besides the names of policies. */
const PATHS: readonly string[] = ['auto', 'gateway', 'modem'];

const ENCODINGS = { '7bit': 'TEXT', '8bit': 'BINARY', '16bit': 'UNICODE' } as const;

/** `send`: submits to the running daemon. */
export function sendCommand(): Command {
  return new Command('send')
    .description('submit a message to the running daemon')
    .requiredOption('--to <numbers>', 'international numbers, separated by commas')
    .requiredOption(
      '--message <text>',
      'the text; with --dca 8bit hexadecimal octets, header first (00: none)',
    )
    .option('--class <n>', 'message class: 0 flash, 1 ME, 2 SIM, 3 TE', integerBetween(0, 3))
    .addOption(
      new Option('--dca <alphabet>', 'default: 7bit where it carries the text, else 16bit').choices([
        '7bit',
        '8bit',
        '16bit',
      ]),
    )
    .option('--pid <n>', 'TP-PID, 0 to 255', integerBetween(0, 255))
    .addOption(
      new Option('--replace <n>', 'overwrite the earlier message with this number, 1 to 7')
        .argParser(integerBetween(1, 7))
        .conflicts('pid'),
    )
    .option('--max-parts <n>', 'most segments it may take, 1 to 127; default 3', integerBetween(1, 127))
    .option('--route <path>', 'auto, gateway or modem to insist on, or the name of a policy', 'auto')
    .option('--account <username>', 'account to submit as; default: the first of the configuration')
    .option('--wait', 'show its way until a final state')
    .option('--json', 'print JSON')
    .addOption(configOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ gsm-fallback send --to 447700900001 --message "Zone 3: door open" --wait',
    )
    .action(send);
}

async function send(options: SendOptions): Promise<void> {
  const config = readConfig(options.config);
  const account = config.accounts.find(({ username }) => !options.account || username === options.account);
  if (!account) throw new Error(`--account ${options.account}: no such account in the configuration`);
  requireRoute(options.route, config);
  if (options.dca === '7bit') requireGsm7(options.message);
  const daemon = new DaemonClient(config, account);
  const submitted = await daemon.submit(
    entryOf(options),
    options.dca === '7bit' ? '?auto-unicode=false' : '',
  );
  if (!options.wait) return print(submitted, options.json);
  const ended = await Promise.all(submitted.map((message) => follow(daemon, message, !options.json)));
  if (options.json) print(ended, true);
  if (ended.some(({ route }) => !['submitted', 'delivered'].includes(route.state))) process.exitCode = 1;
}

function entryOf({
  to,
  message,
  dca,
  pid,
  replace,
  maxParts,
  route,
  class: messageClass,
}: SendOptions): object {
  return {
    to: to.split(',').map((number) => number.trim()),
    body: message,
    encoding: dca && ENCODINGS[dca],
    messageClass,
    protocolId: replace === undefined ? pid : 64 + replace,
    longMessageMaxParts: maxParts,
    route: PATHS.includes(route) ? { via: route } : { policy: route },
  };
}

function requireRoute(route: string, { policies }: Config): void {
  const known = [...PATHS, ...Object.keys(policies)];
  if (!known.includes(route)) throw new Error(`--route ${route}: expected one of ${known.join(', ')}`);
}

/** The daemon would put a question mark in the place of each character that 7bit lacks. */
function requireGsm7(message: string): void {
  const lacking = [...new Set(message)].filter((character) => !isGsm7(character));
  if (lacking.length === 0) return;
  const shown = lacking.slice(0, 5).map((character) => JSON.stringify(character));
  throw new Error(`--dca 7bit: has no ${shown.join(', ')}; leave --dca away, or use 16bit`);
}

function print(messages: DaemonMessage[], json = false): void {
  if (json) return void process.stdout.write(`${JSON.stringify(messages, null, 2)}\n`);
  for (const { id, to, route } of messages) process.stdout.write(`message ${id} to ${to}: ${route.state}\n`);
}

/** Prints each step of a message once, until nothing more is to be expected of it. */
async function follow(
  daemon: DaemonClient,
  { id, to }: DaemonMessage,
  aloud: boolean,
): Promise<DaemonMessage> {
  const told = new Set<string>();
  const tell = (line: string) => {
    if (aloud && !told.has(line)) process.stdout.write(`message ${id} to ${to}: ${line}\n`);
    told.add(line);
  };
  for (;;) {
    const message = await daemon.show(id);
    for (const line of stepsOf(message)) tell(line);
    if (ENDED.includes(message.route.state)) return message;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}
