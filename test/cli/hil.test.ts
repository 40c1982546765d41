import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseTranscript } from '../../hardware/harness';
import { serveOnTcp, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { openSerial } from '../../hardware/transport/serial';
import { CLI, eventually } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { failure, gsmFallback, inProcess } from './program';

const OWN_NUMBER = '+447700900001';

/** A compiled command that says where it is and stays; its output as it grows. */
async function running(...args: string[]): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child.stdout, 'data');
  return { child, output: () => output };
}

/** Whatever answers there, it is no modem. */
async function portOf(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('hil', () => {
  it('passes the virtual modem on a PTY, and writes its reports; the transcript then passes as a modem', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'modem');
    const [junit, report, transcript] = ['j.xml', 'r.md', 't.jsonl'].map((name) => join(folder, name));
    await running('virtual-modem', '--link', link);
    const files = ['--junit', junit!, '--report', report!, '--transcript', transcript!];
    const run = await gsmFallback(['hil', '--port', link, '--to', OWN_NUMBER, '--soak', '1s', ...files]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^ {2}ok {3}16bit .*TP-DCS 08/m);
    expect(run.stdout).toMatch(/^ {2}skip unplug .*nobody is there/m);
    expect(run.stdout).toMatch(
      /\n24 passed, 0 failed, 1 skipped in .*; 20 of at most 20 messages to \+447700900001\n$/,
    );
    expect(XMLValidator.validate(readFileSync(junit!, 'utf8'))).toBe(true);
    expect(readFileSync(report!, 'utf8')).toContain('# gsm-fallback Virtual Modem: 24 passed');
    expect(parseTranscript(readFileSync(transcript!, 'utf8')).entries.length).toBeGreaterThan(300);

    const replayed = join(folder, 'replayed');
    const { child, output } = await running(
      'hil',
      'replay',
      transcript!,
      '--link',
      replayed,
      '--speed',
      '1000',
    );
    expect(output()).toBe(`replay of ${link} at ${replayed}; messages went to ${OWN_NUMBER}\n`);
    const again = await gsmFallback([
      'hil',
      '--port',
      replayed,
      '--to',
      OWN_NUMBER,
      '--soak',
      '0s',
      '--wait',
      '5s',
    ]);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('23 passed, 0 failed, 2 skipped') as string,
    });
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(existsSync(replayed)).toBe(false);
  });

  it('--json prints one document, and progress on stderr; without a modem nothing but the reason', async () => {
    const modem = new VirtualModem({ network: new VirtualNetwork(), number: OWN_NUMBER });
    const server = await serveOnTcp(modem, { port: 0 });
    onTestFinished(() => server.close());
    const port = `tcp://127.0.0.1:${server.port}`;
    const { code, stdout, stderr } = await inProcess(['hil', '--port', port, '--soak', '0s', '--json']);
    const document = JSON.parse(stdout) as { checks: { name: string; verdict: string }[] };
    expect(document).toMatchObject({ hil: 1, verdict: 'passed', messages: { to: null, spent: 0 } });
    expect(document.checks).toContainEqual(expect.objectContaining({ name: '7bit', verdict: 'skipped' }));
    expect(document.checks).toHaveLength(25);
    expect(stderr).toMatch(/^ {2}ok {3}prompt abort /m);
    expect(code).toBe(0);
    expect(await inProcess(['hil', '--port', '/dev/no-such-modem', '--json'])).toEqual(
      failure('no such device'),
    );
  });

  it('showed the default of --soak in --help as 600000, which it does not take', async () => {
    const { stdout } = await inProcess(['hil', '--help']);
    expect(stdout).toMatch(/--soak <duration> [^-]*\(default: 10m\)/);
    expect(stdout).toMatch(/--wait <duration> [^-]*\(default: 60s\)/);
    expect(stdout).not.toMatch(/default: \d{5,}000/);
  });

  it('ends with 1 and names the check that a faulty modem fails', async () => {
    const modem = new VirtualModem({
      network: new VirtualNetwork(),
      number: OWN_NUMBER,
      faults: [{ to: '+44*', nth: 3, do: 'refuse', error: 'CMS 38' }],
    });
    const server = await serveOnTcp(modem, { port: 0 });
    onTestFinished(() => server.close());
    const port = `tcp://127.0.0.1:${server.port}`;
    const run = await inProcess(['hil', '--port', port, '--to', OWN_NUMBER, '--soak', '0s']);
    expect(run).toMatchObject({ code: 1, stderr: '' });
    expect(run.stdout).toMatch(
      /^ {2}FAIL 16bit .*the PDU was answered by \+CMS ERROR: 38\n {7}-> The network does not answer/m,
    );
    expect(run.stdout).toContain('22 passed, 1 failed, 2 skipped');
  });

  it('ended by Ctrl-C leaves the modem out of the prompt, and still writes its report', async () => {
    const folder = temporaryFolder();
    const link = join(folder, 'modem');
    const report = join(folder, 'r.md');
    await running('virtual-modem', '--link', link, '--network-ms', '1000');
    const { child, output } = await running(
      ...[
        'hil',
        '--port',
        link,
        '--to',
        OWN_NUMBER,
        '--report',
        report,
        '--transcript',
        join(folder, 't.jsonl'),
      ],
    );
    await eventually('a message to be under way', () => output().includes('prompt abort') || undefined);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(output()).toContain('interrupted: bringing the modem back');
    expect(readFileSync(report, 'utf8')).toContain('(interrupted)');
    const probe = await gsmFallback(['modem', 'probe', '--port', link]);
    expect(probe.stdout).toContain('Virtual Modem');
  });

  it.each([
    [['hil'], "required option '--port <port>' not specified"],
    [['hil', '--port', 'x', '--to', 'Bob'], 'a number such as +447700900001 expected'],
    [['hil', '--port', 'x', '--soak', 'long'], 'a duration such as 20s or 10m expected'],
    [['hil', '--port', 'x', '--max-messages', '-1'], 'Expected a whole number from 0 to 1000'],
    [['hil', 'replay'], "missing required argument 'file'"],
    [['hil', 'replay', 'x', '--speed', '0'], 'a number above 0 expected'],
  ])('%j is wrong usage: %s', async (args, words) => {
    expect(await inProcess(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words) as string,
    });
  });

  it('names a transcript that it cannot write, one that it cannot read, and one that is none', async () => {
    const folder = temporaryFolder();
    const nowhere = join(folder, 'no', 'file');
    expect(await inProcess(['hil', '--port', 'x', '--transcript', nowhere])).toEqual(
      failure(`--transcript ${nowhere}`),
    );
    expect(await inProcess(['hil', 'replay', nowhere])).toEqual(failure(`transcript ${nowhere}: ENOENT`));
    const none = join(folder, 'none');
    writeFileSync(none, 'hello');
    expect(await inProcess(['hil', 'replay', none])).toEqual(failure('line 1: a JSON object expected'));
  });

  it('says in one line that a port does not exist, or is in use', async () => {
    expect(await inProcess(['hil', '--port', '/dev/no-such-modem'])).toEqual(failure('no such device'));
    const link = join(temporaryFolder(), 'modem');
    await running('virtual-modem', '--link', link);
    const holder = await openSerial(link, 115_200);
    onTestFinished(() => holder.close());
    expect(await gsmFallback(['hil', '--port', link])).toEqual(failure('in use by another program'));
  });

  it('says in one line that a port is mute, hangs up, or is no modem', async () => {
    const [mute, login, echo, closing] = await Promise.all([
      portOf(() => undefined),
      portOf((socket) => void socket.write('raspberrypi login: ')),
      portOf((socket) => void socket.pipe(socket)),
      portOf((socket) => void socket.destroy()),
    ]);
    const [a, b, c, d] = await Promise.all(
      [mute, login, echo, closing].map((port) => gsmFallback(['hil', '--port', port])),
    );
    expect(a).toEqual(failure(`port ${mute}: nothing there answers AT (is it powered`));
    expect(b).toEqual(failure('not as a modem does: it said "raspberrypi login:"'));
    expect(c).toEqual(failure('not as a modem does: it said '));
    expect(d).toEqual(failure('(does another program use it?)'));
  });
});
