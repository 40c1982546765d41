import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { configCommand } from './config';
import { demoCommand } from './demo';
import { hilCommand } from './hil';
import { modemCommand } from './modem';
import { pduCommand } from './pdu';
import { queueCommand } from './queue';
import { sendCommand } from './send';
import { serveCommand } from './serve';
import { virtualModemCommand } from './virtual-modem';

/** The whole command line. Its actions reject with an Error whose message is fit for stderr. */
export function createProgram(): Command {
  const program = new Command('gsm-fallback')
    .description(
      'Gets every SMS out: through an HTTP gateway when it answers, through a GSM modem when it does not.',
    )
    .version(version())
    .showHelpAfterError('(--help shows how it is used)')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback demo');
  const commands = [
    serveCommand(),
    demoCommand(),
    sendCommand(),
    queueCommand(),
    configCommand(),
    modemCommand(),
    hilCommand(),
    pduCommand(),
    virtualModemCommand(),
  ];
  for (const command of commands) program.addCommand(command);
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
