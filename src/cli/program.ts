import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';

/** Each is loaded when it is asked for: a daemon that runs for years holds no demo and no virtual modem. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve')).serveCommand(),
  demo: async () => (await import('./demo')).demoCommand(),
  send: async () => (await import('./send')).sendCommand(),
  queue: async () => (await import('./queue')).queueCommand(),
  hash: async () => (await import('./hash')).hashCommand(),
  config: async () => (await import('./config')).configCommand(),
  modem: async () => (await import('./modem')).modemCommand(),
  hil: async () => (await import('./hil')).hilCommand(),
  pdu: async () => (await import('./pdu')).pduCommand(),
  'virtual-modem': async () => (await import('./virtual-modem')).virtualModemCommand(),
};

/**
 * The command line: the one command of that name, or all where there is none such. Its actions reject with an Error
 * whose message is fit for stderr.
 */
export async function createProgram(name = ''): Promise<Command> {
  const program = new Command('gsm-fallback')
    .description(
      'Gets every SMS out: through an HTTP gateway when it answers, through a GSM modem when it does not.',
    )
    .version(version())
    .showHelpAfterError('(--help shows how it is used)')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback demo');
  const wanted = Object.hasOwn(COMMANDS, name) ? [COMMANDS[name]!] : Object.values(COMMANDS);
  for (const load of wanted) program.addCommand(await load());
  overrideExit(program);
  return program;
}

/** Wrong usage is thrown, at every level, so that one place turns it into an exit code. */
function overrideExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(overrideExit);
}

/** That of the package, which lies at the same depth above the sources and above what is built from them. */
function version(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
    } catch {
      continue;
    }
  }
  return 'unknown';
}
