import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/daemon-process';
import { failure, gsmFallback } from './program';

describe('demo', () => {
  it('--exit shows three messages to their end: one by the gateway, two by the modem', async () => {
    const { code, stdout, stderr } = await gsmFallback([
      'demo',
      '--exit',
      '--port',
      String(await freePort()),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.slice(stdout.indexOf('Result')).split('\n').slice(1, 4)).toEqual([
      expect.stringMatching(/message 1 .*1 segment *: submitted by the gateway/),
      expect.stringMatching(/message 2 .*1 segment *: delivered by the modem/),
      expect.stringMatching(/message 3 .*2 segments *: delivered by the modem/),
    ]);
  });

  it('names a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const ended = await gsmFallback(['demo', '--exit', '--port', String(port)]);
    expect({ ...ended, stdout: '' }).toEqual(
      failure(`listen 127.0.0.1:${port}: another program listens there`),
    );
  });
});
