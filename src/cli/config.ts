import { Command } from 'commander';
import { ConfigError, findConfig, formatProblem } from '../config/load';
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
      const problems = problemsOf(given);
      if (problems.length > 0) process.exitCode = 1;
      if (json) process.stdout.write(`${JSON.stringify({ ok: problems.length === 0, problems }, null, 2)}\n`);
      else if (problems.length === 0) process.stdout.write(`${findConfig(given)}: good\n`);
      else process.stderr.write(problems.map((problem) => `${formatProblem(problem)}\n`).join(''));
    });
  return config;
}

function problemsOf(given: string | undefined): ConfigError['problems'] {
  try {
    readConfig(given);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
