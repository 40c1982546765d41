import { CommanderError } from 'commander';
import { ConfigError, formatProblem } from '../config/problem';
import { createProgram } from './program';

/** Runs one command line and leaves in process.exitCode what a shell is told: 0 done, 1 failed with a reason, 2 wrong usage. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(args[0]);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(
      linesOf(error)
        .map((line) => `gsm-fallback: ${line}\n`)
        .join(''),
    );
    process.exitCode = 1;
  }
}

/** One line, or one for each problem of a configuration. */
function linesOf(error: unknown): string[] {
  if (error instanceof ConfigError) return error.problems.map(formatProblem);
  const message = error instanceof Error ? error.message : String(error);
  return [message.trim().replace(/\s*\n\s*/g, '; ')];
}
