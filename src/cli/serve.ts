// First: it concerns how the others are loaded.
import { started } from './frugal-heap';
import { once } from 'node:events';
import { Command } from 'commander';
import { PLACES } from '../config/load';
import { createLogger } from '../log';
import { startDaemon } from '../main';
import { readConfig } from './configuration';

/** `serve`: the daemon. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the daemon')
    .option('-c, --config <file>', `configuration; without it ${PLACES.join(', then ')}`)
    .addHelpText('after', '\nExample:\n  $ gsm-fallback serve --config /etc/gsm-fallback/gsm-fallback.yaml')
    .action(async ({ config: file }: { config?: string }) => {
      const config = readConfig(file);
      const logger = await createLogger();
      const daemon = await startDaemon({ config, logger });
      started();
      const signal = await stopSignal();
      logger.info({ signal }, `${signal}: finishing the segment in flight, then stopping`);
      await daemon.stop();
      logger.info({}, 'stopped; what is unfinished goes on at the next start');
      // not left to itself: a log that nobody reads would keep the process
      setTimeout(() => process.exit(), LAST_WORDS).unref();
    });
}

/** What the log's reader has to take the last lines, in milliseconds. */
const LAST_WORDS = 1_000;

const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** Without a listener the first opens a debugger, the second ends the process. */
const IGNORED_SIGNALS = ['SIGUSR1', 'SIGUSR2'] as const;

/** The first of the signals that ask a daemon to end; a second one ends it at once. */
export async function stopSignal(): Promise<string> {
  for (const name of IGNORED_SIGNALS) process.on(name, () => undefined);
  const signal = await Promise.race(
    STOP_SIGNALS.map(async (name) => {
      await once(process, name);
      return name;
    }),
  );
  for (const name of STOP_SIGNALS) process.once(name, () => process.exit(1));
  return signal;
}
