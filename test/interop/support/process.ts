import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Longest run of a program that is to end by itself, in milliseconds. */
const LIMIT = 40_000;

/** How long a daemon may take to end when it is asked to, in milliseconds. */
const GRACE = 3000;

/** Characters kept of what a program says, the newest. */
const MAX_SAID = 100_000;

/** Folders of programs; those of daemons are not in everybody's PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/lib/polkit-1'];

/** Where a program is; undefined where it is not installed. */
export function locate(program: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, program)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface RunOptions {
  input?: string;
  env?: Record<string, string>;
}

export interface Running {
  /** All that it said, on both outputs. */
  readonly said: () => string;
  /** Asks it to end, and sees to it. */
  stop(): Promise<void>;
}

/** Runs a program to its end and resolves to what it said; rejects, with that, where it fails or does not end. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { child, said } = launch(program, args, options.env);
  child.stdin!.end(options.input ?? '');
  const kill = setTimeout(() => child.kill('SIGKILL'), LIMIT);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(kill);
  if (code !== 0) {
    const how = code === null ? `did not end within ${LIMIT} ms` : `ended with ${code}`;
    throw new Error(`${program} ${args.join(' ')}: ${how}:\n${said()}`);
  }
  return said();
}

/** Starts a program that stays. */
export function start(program: string, args: readonly string[], env?: Record<string, string>): Running {
  const { child, said } = launch(program, args, env);
  child.stdin!.end();
  // Not 'close': a child of its own that outlives it has its outputs open.
  const ended = once(child, 'exit');
  return {
    said,
    async stop() {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), GRACE);
      await ended;
      clearTimeout(kill);
    },
  };
}

function launch(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): { child: ChildProcess; said: () => string } {
  const path = locate(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  const child = spawn(path, args, { stdio: 'pipe', env: { ...process.env, LC_ALL: 'C.UTF-8', ...env } });
  let text = '';
  const keep = (chunk: Buffer): void => void (text = (text + chunk.toString()).slice(-MAX_SAID));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // A program that does not read its input is none the worse for it.
  child.stdin.on('error', () => undefined);
  return { child, said: () => text };
}
