import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { virtualModemCommand } from '../../../src/cli/virtual-modem';
import { CLI } from '../../support/daemon-process';
import { submitPdu } from './host';

/** Of waiting for what another process says. */
const LIMIT = { timeout: 15_000 };

const children = new Set<ChildProcess>();
const ports = new Set<SerialPort>();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtual-modem-'));
});

afterEach(async () => {
  for (const port of ports)
    await new Promise((resolve) => (port.isOpen ? port.close(resolve) : resolve(null)));
  ports.clear();
  children.forEach((child) => child.kill('SIGKILL'));
  children.clear();
  rmSync(folder, { recursive: true });
});

function openPort(path: string): SerialPort {
  const port = new SerialPort({ path, baudRate: 115_200 });
  ports.add(port);
  // One that is hung up on may also fail; what counts is what the modem does.
  port.on('error', () => undefined);
  return port;
}

interface Started {
  child: ChildProcess;
  /** Where it says that the modem is. */
  ready: Promise<string>;
  ended: Promise<{ code: number | null; stderr: string }>;
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [CLI, 'virtual-modem', ...args]);
  children.add(child);
  let stderr = '';
  child.stderr.on('data', (octets: Buffer) => (stderr += octets.toString()));
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (octets: Buffer) => resolve(octets.toString()));
    child.once('exit', () => reject(new Error(stderr)));
  });
  ready.catch(() => undefined);
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, stderr }));
  return { child, ready, ended };
}

describe('virtual-modem', () => {
  it('puts a modem at the link, logs what its network takes, and leaves nothing behind', async () => {
    const link = join(folder, 'modem');
    const log = join(folder, 'accepted.jsonl');
    const { child, ready, ended } = start(
      '--link',
      link,
      '--log',
      log,
      '--network-ms',
      '20',
      '--baud',
      '115200',
    );
    expect(await ready).toBe(`virtual modem at ${link}\n`);
    const port = openPort(link);
    const { length, pdu } = submitPdu();
    let heard = '';
    port.on('data', (octets: Buffer) => {
      heard += octets.toString('latin1');
      if (heard.endsWith('> ')) port.write(`${pdu}\x1a`);
    });
    port.write(`AT+CMGS=${length}\r`);
    await expect.poll(() => heard, LIMIT).toContain('+CMGS: 0\r\n\r\nOK\r\n');
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { mr: 0, to: '+447700900555', pdu },
    ]);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, stderr: '' });
    expect(existsSync(link)).toBe(false);
  });

  it('takes a scenario, and a TCP port', async () => {
    const scenario = join(folder, 'faults.yaml');
    writeFileSync(scenario, 'faults:\n  - { command: AT, do: refuse, error: CME 14 }\n');
    const { child, ready, ended } = start('--tcp', '127.0.0.1:0', '--scenario', scenario);
    const [, port] = /^virtual modem at tcp:\/\/127\.0\.0\.1:(\d+)\n$/.exec(await ready)!;
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('ATE0+CMEE=1\rAT\r');
    let heard = '';
    socket.on('data', (octets: Buffer) => (heard += octets.toString('latin1')));
    await expect.poll(() => heard, LIMIT).toContain('\r\n+CME ERROR: 14\r\n');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0 });
  });

  it.each([
    [['--link', 'FOLDER'], /^cannot link .*: something is there/],
    [['--link', 'FOLDER/m', '--scenario', 'FOLDER/none'], /^--scenario .*ENOENT/],
    [
      ['--link', 'FOLDER/m', '--scenario', 'FOLDER/bad.yaml'],
      /^--scenario .*line 1: faults: a list of rules expected/,
    ],
    [
      ['--link', 'FOLDER/m', '--scenario', 'FOLDER/rule.yaml'],
      /^--scenario .*line 3: faults\[1\]\.nth: an integer/,
    ],
    [['--link', 'FOLDER/m', '--scenario', 'FOLDER/syntax.yaml'], /^--scenario .*: line 3: Flow map/],
    [['--link', 'FOLDER/m', '--log', 'FOLDER'], /^cannot write --log .*EISDIR/],
    [['--tcp', 'here'], /HOST:PORT with a port from 0 to 65535 expected/],
    [['--tcp', 'here:70000'], /HOST:PORT with a port from 0 to 65535 expected/],
    [['--link', 'FOLDER/m', '--baud', '0'], /an integer from 1 expected/],
    [['--link', 'FOLDER/m', '--network-ms', '1s'], /an integer from 0 expected/],
    [[], /--link PATH or --tcp HOST:PORT expected/],
  ])('says in one line what is wrong with %j', async (args, message) => {
    writeFileSync(join(folder, 'bad.yaml'), 'faults: {}');
    writeFileSync(join(folder, 'rule.yaml'), 'faults:\n  - { do: lose }\n  - { do: lose, nth: often }\n');
    writeFileSync(join(folder, 'syntax.yaml'), 'faults:\n  - { do: lose\nmodem: {}\n');
    const command = virtualModemCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined });
    const given = args.map((arg) => arg.replace('FOLDER', folder));
    const error: unknown = await command
      .parseAsync(given, { from: 'user' })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });

  it('ends at once where it can no longer log what its network takes', async () => {
    const link = join(folder, 'modem');
    const log = join(folder, 'logs', 'accepted.jsonl');
    mkdirSync(join(folder, 'logs'));
    const { ready, ended } = start('--link', link, '--log', log);
    await ready;
    rmSync(join(folder, 'logs'), { recursive: true });
    const port = openPort(link);
    const { length, pdu } = submitPdu();
    let heard = '';
    port.on('data', (octets: Buffer) => {
      heard += octets.toString('latin1');
      if (heard.endsWith('> ')) port.write(`${pdu}\x1a`);
    });
    port.write(`AT+CMGS=${length}\r`);
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot write --log ${log}`);
    expect(heard).not.toContain('+CMGS: 0');
  });
});
