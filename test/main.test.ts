import dns from 'node:dns';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseConfig } from '../src/config/load';
import { startDaemon } from '../src/main';
import { SimulatedClock } from './support/simulated-clock';
import { silentLogger } from './support/silent-logger';
import { temporaryFolder } from './support/temporary-outbox';

type Found = (error: null, address: unknown, family?: number) => void;

const accepts = async (host: string, port: string): Promise<boolean> => {
  const socket = connect(Number(port), host);
  const outcome = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return outcome;
};

it('a client that held half a request kept the daemon from ending', async () => {
  const folder = temporaryFolder();
  const text = `{ listen: "127.0.0.1:0", data: ./outbox.db, accounts: [{ username: u, password: p }], modems: [{ name: stick, port: ./modem }] }`;
  const clock = new SimulatedClock();
  const daemon = await startDaemon({
    config: parseConfig(text, join(folder, 'c.yaml')),
    logger: silentLogger,
    clock,
  });
  const { port } = new URL(daemon.url);
  const client = connect(Number(port), '127.0.0.1');
  client.write('POST /eapi/submission/send_sms/2/2.0 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nuse');
  await once(client, 'connect');
  const gone = once(client, 'close');
  client.on('error', () => undefined);
  let stopped = false;
  const stopping = daemon.stop().then(() => (stopped = true));
  // How many turns it takes until the server closes is the disk's and the machine's.
  while (!stopped) await clock.advance(500);
  await Promise.all([stopping, gone]);
  expect(stopped).toBe(true);
});

it('localhost had a second server, with no limit on connections and the certificate of the start', async () => {
  const config = parseConfig(
    `{ listen: "localhost:0", data: ./outbox.db, accounts: [{ username: u, password: p }], modems: [{ name: stick, port: ./modem }] }`,
    join(temporaryFolder(), 'c.yaml'),
  );
  // as where /etc/hosts has both
  vi.spyOn(dns, 'lookup').mockImplementation(((
    name: string,
    ...rest: [{ all?: boolean }, Found] | [Found]
  ) => {
    const found = (name === 'localhost' ? ['127.0.0.1', '::1'] : [name]).map((address) => ({
      address,
      family: isIPv6(address) ? 6 : 4,
    }));
    const done = rest.at(-1) as Found;
    const all = rest.length > 1 && (rest[0] as { all?: boolean }).all;
    process.nextTick(() => (all ? done(null, found) : done(null, found[0]!.address, found[0]!.family)));
  }) as typeof dns.lookup);
  onTestFinished(() => void vi.restoreAllMocks());
  const daemon = await startDaemon({ config, logger: silentLogger });
  onTestFinished(() => daemon.stop());
  const { port } = new URL(daemon.url);
  expect([await accepts('127.0.0.1', port), await accepts('::1', port)]).toEqual([true, false]);
});
