import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '../../../src/clock';
import { parseConfig } from '../../../src/config/load';
import { startDaemon, type Daemon } from '../../../src/main';
import type { Logger } from '../../../src/ports';
import type { Random } from '../../support/random';
import { randomRequest } from './requests';

/** Longest that a connection may stay open after all was said, in milliseconds. */
const PATIENCE = 10_000;

/** The daemon as the target: the whole of it, on a gateway that is not there. */
export interface Target {
  daemon: Daemon;
  /** What it logged as an error of its own. */
  faults: string[];
}

export async function startTarget(folder: string): Promise<Target> {
  const faults: string[] = [];
  const ignore = () => undefined;
  const logger: Logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (facts, sentence) => void faults.push(`${sentence} ${JSON.stringify(facts)}`),
  };
  const config = parseConfig(
    `listen: 127.0.0.1:0
accounts: [{ username: panel, password: secret }]
gateways: [{ name: g, url: "http://127.0.0.1:9/eapi", username: u, password: p }]
groups: { "7": ["447700900001", "447700900002"] }`,
    join(folder, 'c.yaml'),
  );
  // Whoever breaks a password is not to be locked out for long.
  const clock = { ...systemClock, monotonic: () => systemClock.monotonic() * 1e6 };
  return { daemon: await startDaemon({ config, logger, clock }), faults };
}

/** The statuses of one random request; throws, naming it, where it was not answered as it must be. */
export async function tryOne({ daemon, faults }: Target, random: Random): Promise<number[]> {
  const request = randomRequest(random);
  const known = faults.length;
  const answer = await exchange(Number(new URL(daemon.url).port), request, random);
  const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
  const problem =
    answer !== '' && !answer.startsWith('HTTP/1.1 ')
      ? `answered ${JSON.stringify(answer.slice(0, 100))}`
      : statuses.some((status) => status >= 500 && status !== 503)
        ? `answered ${statuses.join()}`
        : faults[known];
  if (problem !== undefined) throw new Error(`${problem} to ${JSON.stringify(request.slice(0, 5000))}`);
  return statuses;
}

/** Writes the bytes, at times in two pieces, then says that this was all, and reads until the connection is closed. */
async function exchange(port: number, request: string, random: Random): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error('neither answered nor closed')));
  let answer = '';
  let failure: NodeJS.ErrnoException | undefined;
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', (error) => (failure = error));
  const cut = random.chance(0.3) ? random.below(request.length + 1) : 0;
  if (cut > 0) await new Promise((resolve) => socket.write(request.slice(0, cut), 'latin1', resolve));
  socket.end(request.slice(cut), 'latin1');
  if (!socket.closed) await once(socket, 'close').catch(() => undefined);
  // Closed in the middle of what was still being written.
  if (failure && !['ECONNRESET', 'EPIPE'].includes(failure.code ?? '')) throw failure;
  return answer;
}
