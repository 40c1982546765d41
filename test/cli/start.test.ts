import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { configIn, failure, gsmFallback, runningDaemon } from './program';

const PATHS = `accounts: [{ username: panel, password: secret }]
modems: [{ name: stick, port: ./modem }]
`;

describe('serve names what stands in its way:', () => {
  it('a port in use', async () => {
    const folder = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const listen = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    const file = configIn(folder, `listen: ${listen}\n${PATHS}`);
    expect(await gsmFallback(['serve', '--config', file])).toEqual(
      failure(`listen ${listen}: another program listens there`),
    );
  });

  it('another daemon on the same database', async () => {
    const folder = temporaryFolder();
    const first = await runningDaemon(folder, 'modems: [{ name: stick, port: ./modem }]');
    const second = configIn(
      folder,
      `listen: 127.0.0.1:${await freePort()}\ndata: ./outbox.db\n${PATHS}`,
      'second.yaml',
    );
    expect(await gsmFallback(['serve', '--config', second])).toEqual(
      failure(`${join(folder, 'outbox.db')}: another gsm-fallback has it open`),
    );
    expect(await first.post({ msisdn: '447700900001', message: 'x' })).toBe('0|IN_PROGRESS|1');
  });
});
