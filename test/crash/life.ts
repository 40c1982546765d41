import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CLI } from '../support/daemon-process';

/** One daemon process, from its start to its end. */
export interface Life {
  /** Resolves to false where it ended before it took requests. */
  listening: Promise<boolean>;
  /** Resolves to what ended it: a signal, or its exit code. */
  ended: Promise<string>;
  /** All that it has logged. */
  log(): string;
  kill(signal?: NodeJS.Signals): void;
}

export interface Surroundings {
  /** Options of node. */
  execArgv?: string[];
  env?: Record<string, string>;
}

/** Starts the compiled daemon. */
export function startLife(configFile: string, { execArgv = [], env = {} }: Surroundings = {}): Life {
  const child = spawn(process.execPath, [...execArgv, CLI, 'serve', '--config', configFile], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let log = '';
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  const listening = new Promise<boolean>((resolve) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('gsm-fallback listens on')) resolve(true);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => resolve(false));
  });
  return { listening, ended, log: () => log, kill: (signal = 'SIGKILL') => void child.kill(signal) };
}
