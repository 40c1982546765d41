import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { daemonProcess, type DaemonProcess } from '../../support/daemon-process';
import { modemLink, modemProcess, NetworkLog, type ModemProcess, type Taken } from './modem-process';

/** Rarely enough that looking takes nothing from what is measured, in milliseconds. */
const LOOK_EVERY = 500;

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
  const network = new NetworkLog(folder);
  const scenario = join(folder, 'scenario.yaml');
  if (options.scenario !== undefined) writeFileSync(scenario, options.scenario);
  const daemon = await daemonProcess(
    folder,
    `modems: [{ name: stick, port: ${modemLink(folder)}, answerTimeout: ${options.answerTimeout ?? '60s'} }]
policies: { default: { routes: [modem], ${options.policy ?? 'giveUpAfter: 24h'} } }`,
    options.node,
  );
  let modem: ModemProcess | undefined;
  const rig: Rig = {
    folder,
    daemon,
    modemPid: () => modem!.pid,
    taken: () => network.taken(),
    async plugIn() {
      const faults = options.scenario === undefined ? [] : ['--scenario', scenario];
      modem = await modemProcess(folder, [...faults, ...(options.modem ?? [])]);
    },
    async untilTaken(count, patience) {
      const end = performance.now() + patience;
      while (network.count() < count) {
        if (performance.now() > end)
          throw new Error(`${count} messages expected, the network took ${network.count()}`);
        await pause(LOOK_EVERY);
      }
      return network.taken();
    },
  };
  try {
    await daemon.start();
    return await measure(rig);
  } finally {
    await daemon.kill('SIGKILL');
    await modem?.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
