import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import {
  parseScenario,
  serveOnPty,
  serveOnTcp,
  VirtualModem,
  VirtualNetwork,
  type AcceptedMessage,
  type Scenario,
} from '../../hardware/virtual-modem';
import { parseHostAndPort } from './options';

interface VirtualModemFlags {
  link?: string;
  tcp?: { host: string; port: number };
  baud?: number;
  networkMs: number;
  scenario?: string;
  log?: string;
}

const EXAMPLE = `
Example:
  $ gsm-fallback virtual-modem --link ./modem --network-ms 2000 --log accepted.jsonl
  and then, in another shell: screen ./modem

A scenario is YAML or JSON; this one loses every tenth answer though the network took the message:
  faults:
    - { every: 10, do: lose }
    - { to: "+447700900123", do: refuse, error: CMS 500 }
    - { command: "+CREG?", nth: 2, do: delay, ms: 5000 }
  network:
    - { to: "+447700900124", do: reject, cause: 38 }
  modem: { pin: "1234", manufacturer: QUECTEL }
  ussd: { "*100#": "Balance: 5.00" }
All of it: hardware/virtual-modem/README.md
`;

/** `virtual-modem`: a modem on a PTY or on a TCP port, for any program. */
export function virtualModemCommand(): Command {
  return new Command('virtual-modem')
    .description('a modem that behaves, on a pseudo terminal or a TCP port, with the network behind it')
    .option('--link <path>', 'put it on a pseudo terminal, with a symbolic link to it at this path')
    .option('--tcp <host:port>', 'put it on a TCP port, raw', parseHostAndPort)
    .option('--baud <rate>', 'pace both directions as a line of this rate, 10 bits an octet', parseWhole(1))
    .option('--network-ms <ms>', 'how long the network takes to accept a message', parseWhole(0), 0)
    .option('--scenario <file>', 'faults, and which modem it is: YAML or JSON')
    .option('--log <file>', 'append one JSON line for each TPDU that the network accepts')
    .addHelpText('after', EXAMPLE)
    .action(async (flags: VirtualModemFlags, command: Command) => {
      if (flags.link === undefined && flags.tcp === undefined) {
        command.error('error: --link PATH or --tcp HOST:PORT expected', { exitCode: 2 });
      }
      await run(flags);
    });
}

/** Until a signal asks it to end. Rejects where it cannot begin. */
async function run({ link, tcp, baud, networkMs, scenario: file, log }: VirtualModemFlags): Promise<void> {
  const scenario = readScenario(file);
  if (log !== undefined) {
    append(log, '');
  }
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const network = new VirtualNetwork({
    networkDelay: networkMs,
    rules: scenario.network,
    ussd: (code) => scenario.ussd[code],
    ...(log !== undefined && { log: (message) => logMessage(log, message) }),
  });
  const modem = new VirtualModem({
    network,
    ...scenario.modem,
    faults: scenario.faults,
    ...(baud !== undefined && { baud }),
  });
  const served: { close(): Promise<void> }[] = [];
  try {
    const places: string[] = [];
    if (link !== undefined) {
      served.push(await serveOnPty(modem, { link, onError: fail }));
      places.push(link);
    }
    if (tcp) {
      const server = await serveOnTcp(modem, tcp);
      served.push(server);
      places.push(`tcp://${tcp.host}:${server.port}`);
    }
    process.stdout.write(`virtual modem at ${places.join(' and ')}\n`);
    await asked;
  } finally {
    modem.powerOff();
    network.close();
    await Promise.all(served.map((one) => one.close()));
  }
}

function logMessage(file: string, message: AcceptedMessage): void {
  try {
    append(file, `${JSON.stringify(message)}\n`);
  } catch (error) {
    // A modem whose record of the truth has a hole must not go on answering.
    fail(error);
  }
}

function append(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw new Error(`cannot write --log ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function readScenario(file: string | undefined): Scenario {
  if (file === undefined) {
    return parseScenario(undefined);
  }
  try {
    const lines = new LineCounter();
    const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
    const mistake = document.errors[0];
    if (mistake) {
      const [what] = mistake.message.split(/ at line \d|\n/);
      throw new Error(`line ${lines.linePos(mistake.pos[0]).line}: ${what}`);
    }
    return parseScenario(document.toJS(), (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : lines.linePos(offset).line;
    });
  } catch (error) {
    throw new Error(`--scenario ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Where in the file the key or the item at `path` is, or as much of the path as there is. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      offset = isScalar(pair?.key) ? pair.key.range?.[0] : offset;
      node = pair?.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = (node as { range?: [number, number, number] } | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}

/** What goes wrong while it runs ends it there and then. */
function fail(error: unknown): never {
  process.stderr.write(`gsm-fallback: ${(error as Error).message}\n`);
  process.exit(1);
}

function parseWhole(low: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= low)) {
      throw new InvalidArgumentError(`an integer from ${low} expected`);
    }
    return value;
  };
}
