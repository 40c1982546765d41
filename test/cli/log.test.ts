import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLI, eventually, freePort } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { configIn, runningDaemon } from './program';

/** Recipients whose lines in the log are more than a pipe and a stream hold. */
const MANY = 3_000;

/** A daemon whose log goes where the test says. */
async function loggingTo(stdout: StdioOptions) {
  const folder = temporaryFolder();
  const url = `http://127.0.0.1:${await freePort()}`;
  const config = configIn(
    folder,
    `listen: ${new URL(url).host}\ndata: ./outbox.db\naccounts: [{ username: panel, password: secret }]\n` +
      `modems: [{ name: stick, port: ${join(folder, 'none')} }]\n`,
  );
  const child = spawn(process.execPath, [CLI, 'serve', '--config', config], {
    stdio: ['ignore', stdout as 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await eventually('the daemon to listen', () =>
    fetch(`${url}/healthz`).then(
      () => true,
      () => undefined,
    ),
  );
  const post = async (recipients: number): Promise<string> => {
    const numbers = Array.from({ length: recipients }, (_, i) => `44770${String(i).padStart(7, '0')}`);
    const body = new URLSearchParams({
      username: 'panel',
      password: 'secret',
      message: 'Hi',
      msisdn: numbers.join(','),
    });
    const signal = AbortSignal.timeout(10_000);
    return (await fetch(`${url}/eapi/submission/send_sms/2/2.0`, { method: 'POST', body, signal })).text();
  };
  const stop = async (): Promise<number | null> => {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    return child.exitCode;
  };
  return { post, stop };
}

describe('a log that cannot be written', () => {
  it.skipIf(!existsSync('/dev/full'))(
    'on a full disk: the daemon froze, and died once there was room',
    async () => {
      const daemon = await loggingTo(openSync('/dev/full', 'w') as unknown as StdioOptions);
      for (let i = 0; i < 10; i++) expect(await daemon.post(1)).toMatch(/^0\|/);
      expect(await daemon.stop()).toBe(0);
    },
  );

  it('because its reader has stopped: the daemon did not end when told to', async () => {
    const daemon = await loggingTo('pipe');
    expect(await daemon.post(MANY)).toMatch(/^0\|/);
    expect(await daemon.post(1)).toMatch(/^0\|/);
    expect(await daemon.stop()).toBe(0);
  });
});

describe('a signal', () => {
  it.each(['SIGHUP', 'SIGQUIT'] as const)(
    '%s ends the daemon as SIGTERM does: it was like kill -9',
    async (name) => {
      const daemon = await runningDaemon(temporaryFolder(), 'modems: [{ name: stick, port: /dev/none }]');
      expect(await daemon.kill(name)).toBe(0);
      expect(daemon.log()).toContain(`${name}: finishing the segment in flight, then stopping`);
    },
  );

  it('SIGUSR1 and SIGUSR2 opened a debugger, and ended the process', async () => {
    const daemon = await runningDaemon(temporaryFolder(), 'modems: [{ name: stick, port: /dev/none }]');
    process.kill(daemon.pid(), 'SIGUSR1');
    process.kill(daemon.pid(), 'SIGUSR2');
    expect(await daemon.post({ msisdn: '447700900001', message: 'Hi' })).toMatch(/^0\|/);
    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(daemon.log()).not.toContain('Debugger');
  });
});
