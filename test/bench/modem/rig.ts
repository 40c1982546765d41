import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CLI, daemonProcess, eventually, type DaemonProcess } from '../../support/daemon-process';

/** Rarely enough that looking takes nothing from what is measured, in milliseconds. */
const LOOK_EVERY = 500;
const LINE_FEED = 0x0a;

/** A line of the virtual modem's `--log`: what its network took. */
export interface Taken {
  at: string;
  to: string;
  pdu: string;
  text?: string;
}

export interface Rig {
  folder: string;
  daemon: DaemonProcess;
  /** Starts the virtual modem in a process of its own. */
  plugIn(): Promise<void>;
  /** The process of the virtual modem, once it is plugged in. */
  modemPid(): number;
  taken(): Taken[];
  /** Resolves once the network took so many. */
  untilTaken(count: number, patience: number): Promise<Taken[]>;
}

export interface RigOptions {
  /** Arguments of `virtual-modem` besides `--link` and `--log`. */
  modem?: string[];
  scenario?: string;
  answerTimeout?: string;
  /** Lines under `policies.default`. */
  policy?: string;
  /** Arguments of node before the daemon's program. */
  node?: string[];
}

/** A daemon that has nothing but a modem, in a process of its own, and the modem in another, on a PTY. */
export async function withRig<T>(options: RigOptions, measure: (rig: Rig) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-bench-'));
  const link = join(folder, 'modem');
  const log = join(folder, 'network.jsonl');
  const scenario = join(folder, 'scenario.yaml');
  if (options.scenario !== undefined) writeFileSync(scenario, options.scenario);
  const daemon = await daemonProcess(
    folder,
    `modems: [{ name: stick, port: ${link}, answerTimeout: ${options.answerTimeout ?? '60s'} }]
policies: { default: { routes: [modem], ${options.policy ?? 'giveUpAfter: 24h'} } }`,
    options.node,
  );
  let modem: ChildProcess | undefined;
  const taken = (): Taken[] =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line) as Taken)
      : [];
  const rig: Rig = {
    folder,
    daemon,
    modemPid: () => modem!.pid!,
    taken,
    async plugIn() {
      const extra = options.scenario === undefined ? [] : ['--scenario', scenario];
      modem = spawn(
        process.execPath,
        [CLI, 'virtual-modem', '--link', link, '--log', log, ...extra, ...(options.modem ?? [])],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      await eventually('the virtual modem', () => existsSync(link) || undefined);
    },
    async untilTaken(count, patience) {
      const end = performance.now() + patience;
      while (countLines(log) < count) {
        if (performance.now() > end)
          throw new Error(`${count} messages expected, the network took ${countLines(log)}`);
        await pause(LOOK_EVERY);
      }
      return taken();
    },
  };
  try {
    await daemon.start();
    return await measure(rig);
  } finally {
    await daemon.kill('SIGKILL');
    await end(modem);
    rmSync(folder, { recursive: true, force: true });
  }
}

const countLines = (file: string): number =>
  existsSync(file)
    ? readFileSync(file).reduce((lines, octet) => lines + (octet === LINE_FEED ? 1 : 0), 0)
    : 0;

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
