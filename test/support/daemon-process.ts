import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

export const CLI = join(__dirname, '../../dist/src/cli/index.js');

/** Longest wait for a process to do what it was started for, in milliseconds. */
const PATIENCE = 20_000;

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Looks until there is something to see. */
export async function eventually<T>(
  what: string | (() => string),
  look: () => Promise<T | undefined> | T | undefined,
  patience = PATIENCE,
): Promise<T> {
  for (const end = Date.now() + patience; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) {
      throw new Error(`waited ${patience} ms in vain for ${typeof what === 'string' ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface DaemonProcess {
  readonly url: string;
  readonly configFile: string;
  /** All that it has logged. */
  readonly log: () => string;
  /** Resolves once its log holds this. */
  says(words: string | RegExp): Promise<void>;
  /** Resolves once a network took the message; its report may be there before the daemon says so. */
  submitted(message: number): Promise<void>;
  /** Starts it, or starts it again; resolves when it takes requests. */
  start(): Promise<void>;
  /** Resolves to its exit code once it has ended; null where the signal ended it, or nothing ran. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Of the process that runs. */
  readonly pid: () => number;
  /** POSTs a send_sms with the first account of the configuration; resolves to the answer. */
  post(form: Record<string, string>): Promise<string>;
}

/**
 * The compiled daemon in a process of its own; `yaml` is its configuration but for `listen` and `data`, `node` the
 * arguments of node before the program, `env` what is added to its environment.
 */
export async function daemonProcess(
  folder: string,
  yaml: string,
  node: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<DaemonProcess> {
  const port = await freePort();
  const configFile = join(folder, 'gsm-fallback.yaml');
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    configFile,
    `listen: 127.0.0.1:${port}\ndata: ./outbox.db\naccounts:\n  - { username: panel, password: secret }\n${yaml}`,
  );
  let child: ChildProcess | undefined;
  let log = '';
  const says = async (words: string | RegExp) => {
    const said = () => (typeof words === 'string' ? log.includes(words) : words.test(log)) || undefined;
    await eventually(() => `the log to say: ${words}; it says:\n${log}`, said);
  };
  return {
    says,
    submitted: (message) => says(new RegExp(`message ${message}: (submitted|delivered)`)),
    url,
    configFile,
    log: () => log,
    async start() {
      child = spawn(process.execPath, [...node, CLI, 'serve', '--config', configFile], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      });
      const keep = (chunk: Buffer) => (log = (log + chunk.toString()).slice(-1_000_000));
      child.stdout!.on('data', keep);
      child.stderr!.on('data', keep);
      const started = child;
      await eventually('the daemon to listen', async () => {
        if (started.exitCode !== null) throw new Error(`the daemon ended with ${started.exitCode}:\n${log}`);
        return fetch(`${url}/healthz`).then(
          ({ ok }) => ok || undefined,
          () => undefined,
        );
      });
    },
    async kill(signal) {
      if (!child || child.exitCode !== null || child.signalCode !== null) return null;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
    pid: () => child!.pid!,
    async post(form) {
      const body = new URLSearchParams({ username: 'panel', password: 'secret', ...form });
      const response = await fetch(`${url}/eapi/submission/send_sms/2/2.0`, { method: 'POST', body });
      return response.text();
    },
  };
}
