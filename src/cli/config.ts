import { Command } from 'commander';
import { systemClock } from '../clock';
import { findConfig } from '../config/load';
import { ConfigError, formatProblem } from '../config/problem';
import { expiryOf } from '../config/tls';
import { warningsOf } from '../config/warnings';
import { readConfig } from './configuration';

/** `config check`: every problem at once, with its line. */
export function configCommand(): Command {
  const config = new Command('config')
    .description('look at a configuration file')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback config check');
  config
    .command('check')
    .description('tell every problem at once, with its line and what was expected')
    .argument('[file]', 'the file; without it the one that serve would take')
    .option('--json', 'print the problems as JSON')
    .addHelpText('after', '\nExample:\n  $ gsm-fallback config check gsm-fallback.yaml')
    .action((given: string | undefined, { json }: { json?: boolean }) => {
      const { problems, warnings } = check(given);
      if (problems.length > 0) process.exitCode = 1;
      if (json)
        process.stdout.write(
          `${JSON.stringify({ ok: problems.length === 0, problems, warnings }, null, 2)}\n`,
        );
      else if (problems.length === 0) {
        const file = findConfig(given);
        process.stderr.write(warnings.map((warning) => `${file}: warning: ${warning}\n`).join(''));
        process.stdout.write(`${file}: good\n`);
      } else process.stderr.write(problems.map((problem) => `${formatProblem(problem)}\n`).join(''));
    });
  return config;
}

function check(given: string | undefined): { problems: ConfigError['problems']; warnings: string[] } {
  try {
    const config = readConfig(given);
    const expiry = config.tls && expiryOf(config.tls, systemClock.now());
    return {
      problems: [],
      warnings: [...warningsOf(config), ...(expiry === undefined ? [] : [`tls: ${expiry}`])],
    };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems, warnings: [] };
    throw error;
  }
}
