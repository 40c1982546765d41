import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { PtyPair } from './pty-pair';
import { holdSlave } from './pty-slave';

/** Octets kept for a host that does not read; further ones are lost, as in a UART. */
const MAX_UNREAD = 65_536;

/** How socat says, with -d -d, where its pseudo terminal is. */
const ANNOUNCEMENT = /PTY is (\S+)/;

const MISSING =
  'a pseudo terminal needs the package @lydell/node-pty (npm installs it where it is built for this platform) or socat';

/** A pseudo terminal kept by a child process. */
export async function openSocatPty(): Promise<PtyPair> {
  const child = spawn('socat', ['-d', '-d', 'PTY,rawer', 'STDIO']);
  const slave = await announcedSlave(child);
  const holder = await holdSlave(slave);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Once it has gone, what the modem says goes nowhere; the exit itself is what counts.
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  return {
    slave,
    onData: (listener) => void child.stdout.on('data', listener),
    write(octets) {
      if (child.stdin.writable && child.stdin.writableLength + octets.length <= MAX_UNREAD) {
        child.stdin.write(octets);
      }
    },
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    async close() {
      child.kill();
      await Promise.all([exited, holder.close()]);
    },
  };
}

function announcedSlave(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface(child.stderr);
    const seen: string[] = [];
    lines.on('line', (line) => {
      const path = ANNOUNCEMENT.exec(line)?.[1];
      seen.push(line);
      if (path) {
        lines.close();
        resolve(path);
      }
    });
    child.once('error', (error) => reject(new Error(MISSING, { cause: error })));
    child.once('exit', (code) => reject(new Error(`socat ended with ${code}: ${seen.at(-1) ?? ''}`)));
  });
}
