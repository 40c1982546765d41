#!/usr/bin/env node
import { CommanderError } from 'commander';
import { createProgram } from './program';

/** What a shell is told: 0 done, 1 failed with a reason, 2 wrong usage. */
async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`gsm-fallback: ${message.trim().replace(/\s*\n\s*/g, '; ')}\n`);
    process.exitCode = 1;
  }
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void main();
