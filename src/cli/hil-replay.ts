import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { parseTranscript, ReplayModem } from '../../hardware/harness';
import { serveOnPty, serveOnTcp } from '../../hardware/virtual-modem';
import { systemClock } from '../clock';
import { parseHostAndPort } from './options';

interface ReplayFlags {
  link?: string;
  tcp?: { host: string; port: number };
  speed: number;
}

const DEFAULT_LINK = './replayed-modem';

const EXAMPLE = `
Example:
  $ gsm-fallback hil replay modem.jsonl --link ./modem
  and then, in another shell: gsm-fallback modem probe --port ./modem`;

/** `hil replay`: a transcript as a virtual modem. */
export function hilReplayCommand(): Command {
  return new Command('replay')
    .description('plays a transcript back as a virtual modem, for any program')
    .argument('<file>', 'transcript written by hil')
    .option(
      '--link <path>',
      `put it on a pseudo terminal, linked here (default: ${DEFAULT_LINK} without --tcp)`,
    )
    .option('--tcp <host:port>', 'put it on a TCP port, raw', parseHostAndPort)
    .option('--speed <factor>', 'how many times as fast as it was recorded', parseSpeed, 1)
    .addHelpText('after', EXAMPLE)
    .action(replay);
}

/** Until a signal asks it to end. Rejects where it cannot begin. */
async function replay(file: string, { link, tcp, speed }: ReplayFlags): Promise<void> {
  const asked = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const { header, entries } = read(file);
  const modem = new ReplayModem(entries, { clock: systemClock, speed });
  modem.on('unknown', (sent) => process.stderr.write(`not in the recording: ${sent}\n`));
  const served: { close(): Promise<void> }[] = [];
  const places: string[] = [];
  try {
    const path = link ?? (tcp ? undefined : DEFAULT_LINK);
    if (path !== undefined) {
      served.push(await serveOnPty(modem, { link: path }));
      places.push(path);
    }
    if (tcp) {
      const server = await serveOnTcp(modem, tcp);
      served.push(server);
      places.push(`tcp://${tcp.host}:${server.port}`);
    }
    const to = header.to === undefined ? 'nothing was sent' : `messages went to ${header.to}`;
    process.stdout.write(`replay of ${header.port} at ${places.join(' and ')}; ${to}\n`);
    await asked;
  } finally {
    modem.stop();
    await Promise.all(served.map((one) => one.close()));
  }
}

function read(file: string): ReturnType<typeof parseTranscript> {
  try {
    return parseTranscript(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`transcript ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!(speed > 0 && speed <= 1_000_000)) throw new InvalidArgumentError('a number above 0 expected');
  return speed;
}
