import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  constants,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadStream } from 'node:tty';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveOnPty, serveOnTcp, VirtualModem, VirtualNetwork } from '../../../hardware/virtual-modem';
import { openSocatPty } from '../../../hardware/virtual-modem/ports/socat-pty';
import { connectHost } from '../../../hardware/virtual-modem/ports/host-connection';
import { submitPdu } from './host';

const LIMIT = { timeout: 10_000 };

const cleanUp: (() => Promise<unknown>)[] = [];
let folder: string;
let link: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtual-modem-'));
  link = join(folder, 'modem');
});

afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
  rmSync(folder, { recursive: true });
});

function createModem(): { modem: VirtualModem; network: VirtualNetwork } {
  const network = new VirtualNetwork();
  return { network, modem: new VirtualModem({ network }) };
}

async function serve(modem: VirtualModem) {
  const served = await serveOnPty(modem, { link });
  cleanUp.push(() => served.close());
  return served;
}

async function openPort(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  cleanUp.push(() => closePort(port));
  return port;
}

function closePort(port: SerialPort): Promise<void> {
  return new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
}

function exchange(port: SerialPort | Socket, text: string, end = 'OK\r\n'): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const take = (octets: Buffer): void => {
      heard += octets.toString('latin1');
      if (heard.endsWith(end)) {
        port.off('data', take);
        resolve(heard);
      }
    };
    port.on('data', take);
    port.write(text);
  });
}

describe('serveOnPty', () => {
  it('gives a terminal that does no more than a wire', async () => {
    const { modem, network } = createModem();
    const { slave } = await serve(modem);
    expect(readlinkSync(link)).toBe(slave);
    const port = await openPort(link);
    expect(await exchange(port, 'AT\r')).toBe('AT\r\r\nOK\r\n');
    const { length, pdu } = submitPdu();
    await exchange(port, `ATE0+CMGS=${length}\r`, '> ');
    expect(await exchange(port, `${pdu}\x1a`)).toBe('\r\n+CMGS: 0\r\n\r\nOK\r\n');
    expect(network.accepted).toHaveLength(1);
  });

  it('serves one client after the other, and keeps the state of the modem', async () => {
    const { modem } = createModem();
    await serve(modem);
    const first = await openPort(link);
    await exchange(first, 'ATE0\r');
    await closePort(first);
    const second = await openPort(link);
    expect(await exchange(second, 'AT\r')).toBe('\r\nOK\r\n');
  });

  it('the answer was lost, and not older lines, where a client had not read for long', async () => {
    const { modem } = createModem();
    await serve(modem);
    for (let line = 0; line < 5000; line++) modem.indicate(`^RSSI: ${'1'.repeat(100)}`);
    modem.write(Buffer.from('ATI\r'));
    const port = await openPort(link);
    expect(await exchange(port, 'AT\r', 'AT\r\r\nOK\r\n')).toContain('\r\nATI\r');
  });

  it('hangs up when the modem is unplugged, and links it again when it is back', async () => {
    const { modem } = createModem();
    await serve(modem);
    const client = new ReadStream(openSync(link, constants.O_RDWR | constants.O_NOCTTY));
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
    // A hang-up is an end or an error, as the moment will have it.
    client.on('error', () => undefined).resume();
    modem.unplug();
    await closed;
    expect(existsSync(link)).toBe(false);
    modem.plug();
    await expect.poll(() => existsSync(link), LIMIT).toBe(true);
    expect(await exchange(await openPort(link), 'AT\r')).toContain('OK');
  });

  it('comes back under another name where the fault says so', async () => {
    const { modem } = createModem();
    await serve(modem);
    modem.unplug(1, 'ttyUSB3');
    await expect.poll(() => existsSync(join(folder, 'ttyUSB3')), LIMIT).toBe(true);
    expect(existsSync(link)).toBe(false);
  });

  it('could not link where a modem that was killed had left its link, and its pts was another program by then', async () => {
    const ended = spawnSync(process.execPath, ['-e', 'console.log(process.pid)']).stdout.toString().trim();
    symlinkSync('/dev/null', link);
    writeFileSync(`${link}.pid`, `${ended} 12345\n`);
    const { modem } = createModem();
    const { slave } = await serve(modem);
    expect(readlinkSync(link)).toBe(slave);
  });

  it('leaves the link of a modem that is alive alone, and tells the living from one who has its number now', async () => {
    const { modem } = createModem();
    await serve(modem);
    await expect(serveOnPty(createModem().modem, { link })).rejects.toThrow(/a link to .* is there/);
    writeFileSync(`${link}.pid`, `${process.pid} 1\n`);
    await expect(serve(createModem().modem)).resolves.toBeDefined();
  });

  it('replaces a link that leads nowhere, and nothing else', async () => {
    const { modem } = createModem();
    symlinkSync(join(folder, 'gone'), link);
    const served = await serveOnPty(modem, { link });
    await served.close();
    expect(() => lstatSync(link)).toThrow('ENOENT');
    writeFileSync(link, '');
    await expect(serveOnPty(modem, { link })).rejects.toThrow(`cannot link ${link}: something is there`);
    rmSync(link);
    symlinkSync(folder, link);
    await expect(serveOnPty(modem, { link })).rejects.toThrow(`a link to ${folder} is there`);
    await expect(serveOnPty(modem, { link: join(folder, 'no', 'modem') })).rejects.toThrow('ENOENT');
  });
});

describe('openSocatPty', () => {
  it('gives the same, or says what is missing', async () => {
    const { modem } = createModem();
    const opened = await openSocatPty().catch((error: Error) => error);
    if (opened instanceof Error) {
      expect(opened.message).toContain('socat');
      return;
    }
    cleanUp.push(() => opened.close());
    connectHost(modem, opened);
    for (const round of [1, 2]) {
      const port = await openPort(opened.slave);
      expect(await exchange(port, `ATE${round - 1}\r`)).toContain('\r\nOK\r\n');
      await closePort(port);
    }
  });
});

describe('serveOnTcp', () => {
  async function connectTo(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    cleanUp.push(async () => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  it('serves one host after the other, and one at a time', async () => {
    const { modem } = createModem();
    const served = await serveOnTcp(modem, { port: 0 });
    cleanUp.push(() => served.close());
    const first = await connectTo(served.port);
    expect(await exchange(first, 'AT\r')).toBe('AT\r\r\nOK\r\n');
    const second = await connectTo(served.port);
    await once(second, 'close');
    first.end();
    await once(first.resume(), 'close');
    await expect
      .poll(async () => {
        const third = await connectTo(served.port);
        return Promise.race([exchange(third, 'AT\r'), once(third, 'close').then(() => 'turned away')]);
      }, LIMIT)
      .toContain('OK');
  });

  it('hangs up when the modem is unplugged', async () => {
    const { modem } = createModem();
    const served = await serveOnTcp(modem, { port: 0 });
    cleanUp.push(() => served.close());
    const socket = await connectTo(served.port);
    await exchange(socket, 'AT\r');
    modem.unplug();
    await once(socket, 'close');
  });

  it('names the address that it cannot have', async () => {
    const { modem } = createModem();
    const served = await serveOnTcp(modem, { port: 0 });
    cleanUp.push(() => served.close());
    await expect(serveOnTcp(modem, { port: served.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${served.port}`,
    );
  });
});
