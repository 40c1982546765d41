import dns from 'node:dns';
import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseConfig } from '../src/config/load';
import { startDaemon } from '../src/main';
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
