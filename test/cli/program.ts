import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, vi } from 'vitest';
import { run } from '../../src/cli/run';
import { CLI, daemonProcess, type DaemonProcess } from '../support/daemon-process';

/** Longest that a command may take that is to end by itself, in milliseconds. */
const LIMIT = 30_000;

/** What became of one run of the compiled program. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the compiled program to its end. */
export async function gsmFallback(args: readonly string[], { cwd }: { cwd?: string } = {}): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT,
    killSignal: 'SIGKILL',
    ...(cwd !== undefined && { cwd }),
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

/** As gsmFallback, in this process: much quicker, for commands that print and end. */
export async function inProcess(args: readonly string[]): Promise<Ended> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  try {
    await run(args);
    return { ...printed, code: Number(process.exitCode ?? 0) };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
    process.exitCode = undefined;
  }
}

/** A failure explained in one line on stderr that holds these words. */
export const failure = (words: string): Ended => ({
  code: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^gsm-fallback: .*${quoted(words)}.*\n$`)) as string,
});

const quoted = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Writes a configuration into the folder and resolves to its path. */
export function configIn(folder: string, yaml: string, name = 'gsm-fallback.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, yaml);
  return file;
}

/** The compiled daemon, running; killed when the test ends. `yaml` is its configuration but for listen, data and accounts. */
export async function runningDaemon(
  folder: string,
  yaml: string,
  env?: NodeJS.ProcessEnv,
): Promise<DaemonProcess> {
  const daemon = await daemonProcess(folder, yaml, [], env);
  onTestFinished(async () => void (await daemon.kill('SIGKILL')));
  await daemon.start();
  return daemon;
}
