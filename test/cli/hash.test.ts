import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import * as https from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseHash, verifyPassword } from '../../src/access/password-hash';
import { CERTIFICATE } from '../gateway/certificate';
import { CLI, eventually, freePort } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { configIn } from './program';

/** Runs the compiled program with this on its standard input. */
async function program(args: string[], input: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...env }, timeout: 30_000 });
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

describe('hash', () => {
  it('prints the hash of a line of standard input', async () => {
    const { code, stdout, stderr } = await program(['hash'], 'sécret\nand more\n');
    expect([code, stderr]).toEqual([0, '']);
    expect(await verifyPassword('sécret', parseHash(stdout.trimEnd())!)).toBe(true);
  });

  it.each(['', '\n'])('refuses %j', async (input) => {
    expect(await program(['hash'], input)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/password/) as string,
    });
  });
});

it('a daemon with a certificate and a hashed password is talked to by its clients and by send', async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  const { stdout: hash } = await program(['hash'], 'secret\n');
  writeFileSync(join(folder, 'tls.pem'), CERTIFICATE.cert);
  writeFileSync(join(folder, 'tls.key'), CERTIFICATE.key);
  const config = configIn(
    folder,
    `listen: 127.0.0.1:${port}
tls: { certificate: tls.pem, key: tls.key }
accounts: [{ username: panel, password: '${hash.trimEnd()}' }]
modems: [{ name: m, port: ./none }]
`,
  );
  const daemon = spawn(process.execPath, [CLI, 'serve', '--config', config]);
  onTestFinished(() => void daemon.kill('SIGKILL'));
  let log = '';
  daemon.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  await eventually('it to listen', () => log.includes(`https://127.0.0.1:${port}`) || undefined);
  expect(log).not.toContain('"level":40');

  const request = https.request(`https://127.0.0.1:${port}/eapi/submission/send_sms/2/2.0`, {
    method: 'POST',
    ca: CERTIFICATE.cert,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  request.end('username=panel&password=secret&msisdn=447700900001&message=Hi');
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
  expect(await text(response)).toBe('0|IN_PROGRESS|1');

  const send = ['send', '--config', config, '--to', '447700900001', '--message', 'x'];
  expect(await program(send, '', { GSM_FALLBACK_PASSWORD: 'secret' })).toMatchObject({
    code: 0,
    stdout: 'message 2 to 447700900001: queued\n',
  });
  expect(await program(send, '')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/hashed in the configuration: set GSM_FALLBACK_PASSWORD/) as string,
  });
});
