import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI, eventually } from '../../support/daemon-process';

const LINE_FEED = 0x0a;

/** A line of the virtual modem's `--log`: what its network took. */
export interface Taken {
  at: string;
  to: string;
  pdu: string;
  text?: string;
}

/** What the network of the virtual modem in `folder` keeps. */
export class NetworkLog {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'network.jsonl');
  }

  count(): number {
    return this.#read().reduce((lines, octet) => lines + (octet === LINE_FEED ? 1 : 0), 0);
  }

  taken(): Taken[] {
    const lines = this.#read().toString().split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Taken);
  }

  #read(): Buffer {
    return existsSync(this.path) ? readFileSync(this.path) : Buffer.alloc(0);
  }
}

export const modemLink = (folder: string): string => join(folder, 'modem');

export interface ModemProcess {
  pid: number;
  end(): Promise<void>;
}

/** The virtual modem in a process of its own, on a PTY linked in `folder`. */
export async function modemProcess(folder: string, extra: readonly string[]): Promise<ModemProcess> {
  const link = modemLink(folder);
  const log = new NetworkLog(folder).path;
  const child = spawn(process.execPath, [CLI, 'virtual-modem', '--link', link, '--log', log, ...extra], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await eventually('the virtual modem', () => existsSync(link) || undefined);
  return {
    pid: child.pid!,
    async end() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
