import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import { MasterWriter } from './master-writer';
import type { PtyPair } from './pty-pair';
import { holdSlave } from './pty-slave';

/** What the compiled part of node-pty offers beside its own API: a bare pair, its master not blocking. */
interface NativePty {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

/** undefined where @lydell/node-pty is not installed, or not for this platform. */
export async function openNativePty(): Promise<PtyPair | undefined> {
  const native = load();
  if (!native) {
    return undefined;
  }
  const { master, slave: descriptor, pty: slave } = native.open(80, 24);
  const input = new ReadStream(master);
  const holder = await holdSlave(slave);
  closeSync(descriptor);
  const output = new MasterWriter(master);
  return {
    slave,
    onData: (listener) => void input.on('data', listener),
    write: (octets) => output.write(octets),
    pause: () => void input.pause(),
    resume: () => void input.resume(),
    async close() {
      output.close();
      const closed = new Promise<void>((resolve) => input.once('close', () => resolve()));
      input.destroy();
      await Promise.all([closed, holder.close()]);
    },
  };
}

function load(): NativePty | undefined {
  const require = createRequire(__filename);
  try {
    const { requireBinary } = require('@lydell/node-pty/requireBinary.js') as {
      requireBinary: (name: string) => NativePty;
    };
    return requireBinary('pty.node');
  } catch {
    return undefined;
  }
}
