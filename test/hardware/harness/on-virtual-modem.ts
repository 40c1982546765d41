/**
 * `npm run hil:virtual -- OPTIONS`: the compiled suite against the compiled virtual modem, each in a process of its own with a
 * pseudo terminal between them. Ends as `hil` does.
 */
import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(__dirname, '../../../dist/src/cli/index.js');

/** The number of the first modem of a virtual network. */
const OWN_NUMBER = '+447700900001';

/** Milliseconds that the network takes for a message. */
const NETWORK_MS = '200';

const start = (args: string[], stdio: StdioOptions) => spawn(process.execPath, [CLI, ...args], { stdio });

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-hil-'));
  const link = join(folder, 'modem');
  const modem = start(
    ['virtual-modem', '--link', link, '--network-ms', NETWORK_MS],
    ['ignore', 'pipe', 'inherit'],
  );
  try {
    await Promise.race([once(modem.stdout!, 'data'), failed(once(modem, 'exit'))]);
    const hil = start(['hil', '--port', link, '--to', OWN_NUMBER, ...process.argv.slice(2)], 'inherit');
    // Ctrl-C reaches all of them: hil first brings the modem back
    process.on('SIGINT', () => undefined);
    const [code] = (await once(hil, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
  } finally {
    modem.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

const failed = (exit: Promise<unknown[]>): Promise<never> =>
  exit.then(([code]) => {
    throw new Error(`the virtual modem ended with ${String(code)}`);
  });

void main();
