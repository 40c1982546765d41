import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { matchPaths } from '../../../hardware/transport/glob';
import { openTransport } from '../../../hardware/transport/open';
import { explainOpenError } from '../../../hardware/transport/open-error';
import { ScriptedPort } from '../scripted-port';

const baudRate = 115_200;

describe('serial transport', () => {
  it('carries bytes both ways', async () => {
    const port = new ScriptedPort();
    const transport = await openTransport({ port: port.path, baudRate }, port.binding);
    const heard = once(transport.bytes, 'data');
    await transport.write(Buffer.from('AT\r'));
    expect(String((await heard)[0])).toBe('\r\nOK\r\n');
    expect(port.written).toEqual(['AT']);
    await transport.close();
  });

  it('rejects a write on a port that was closed: not one byte was written', async () => {
    const port = new ScriptedPort();
    const transport = await openTransport({ port: port.path, baudRate }, port.binding);
    await transport.close();
    await expect(transport.write(Buffer.from('AT\r'))).rejects.toMatchObject({ started: false });
    expect(await transport.closed).toBe('closed');
  });

  it('tells that the port was unplugged', async () => {
    const port = new ScriptedPort();
    const transport = await openTransport({ port: port.path, baudRate }, port.binding);
    transport.bytes.resume();
    await new Promise(setImmediate);
    port.unplug();
    expect(await transport.closed).toMatch(/^unplugged/);
  });

  it('rejects a write that was under way when the port failed: bytes may have gone', async () => {
    const port = new ScriptedPort();
    const transport = await openTransport({ port: port.path, baudRate }, port.binding);
    port.writeError = new Error('EIO');
    await expect(transport.write(Buffer.from('AT\r'))).rejects.toMatchObject({ started: true });
  });

  it.each([
    [
      'Error: No such file or directory, cannot open /dev/x',
      /port \/dev\/x: no such device \(is the modem plugged in/,
    ],
    ['Error: Permission denied, cannot open /dev/x', /dialout group.*ModemManager/],
    ['Error Resource temporarily unavailable Cannot lock port', /in use by another program.*ModemManager/],
    ['Error: Device or resource busy, cannot open /dev/x', /in use by another program/],
    ['Error: something new', /port \/dev\/x: .*something new/],
  ])('explains %s', (message, expected) =>
    expect(explainOpenError('/dev/x', new Error(message)).message).toMatch(expected),
  );

  it('names a device that does not exist, with the real binding', async () => {
    await expect(openTransport({ port: '/dev/no-such-modem', baudRate })).rejects.toThrow(
      'port /dev/no-such-modem: no such device (is the modem plugged in?)',
    );
  });
});

describe('TCP transport', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function listen(accept: (socket: Socket) => void): Promise<string> {
    server = createServer(accept).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('carries bytes both ways, and tells when the other end closes', async () => {
    const port = await listen((socket) => socket.on('data', () => socket.end('\r\nOK\r\n')));
    const transport = await openTransport({ port, baudRate });
    const heard = once(transport.bytes, 'data');
    await transport.write(Buffer.from('AT\r'));
    expect(String((await heard)[0])).toBe('\r\nOK\r\n');
    expect(await transport.closed).toBe('the other end closed the connection');
    await transport.close();
    await expect(transport.write(Buffer.from('AT\r'))).rejects.toMatchObject({ started: false });
  });

  it('names an address where nothing listens', async () => {
    const port = await listen(() => undefined);
    await new Promise((resolve) => server!.close(resolve));
    await expect(openTransport({ port, baudRate })).rejects.toThrow(`port ${port}: connection refused`);
  });

  it.each(['tcp://host', 'tcp://:1', 'tcp://host:99999', 'udp://host:1'])('rejects %s', async (port) =>
    expect(openTransport({ port, baudRate })).rejects.toThrow('expected tcp://host:port'),
  );
});

describe('globs in a port', () => {
  it('match within one folder, sorted, each time anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ports-'));
    try {
      const pattern = join(folder, 'usb-*SIM7600*-if0?');
      expect(await matchPaths(pattern)).toEqual([]);
      for (const name of [
        'usb-A_SIM7600-if02',
        'usb-A_SIM7600-if00',
        'usb-B_EC25-if00',
        'usb-A_SIM7600-if000',
      ]) {
        await writeFile(join(folder, name), '');
      }
      expect(await matchPaths(pattern)).toEqual([
        join(folder, 'usb-A_SIM7600-if00'),
        join(folder, 'usb-A_SIM7600-if02'),
      ]);
      expect(await matchPaths(join(folder, 'missing'))).toEqual([join(folder, 'missing')]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('names a pattern that no device matches', async () => {
    await expect(openTransport({ port: '/dev/no-such-folder/*', baudRate })).rejects.toThrow(
      'port /dev/no-such-folder/*: no device matches',
    );
  });
});

describe('a port behind RFC 2217', () => {
  it('is told the baud rate once it may be controlled, and carries every octet both ways', async () => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      // DO COM-PORT-OPTION, an option nobody wants, then data with 255 doubled, split inside the escape
      socket.write(Buffer.from([255, 253, 44, 255, 253, 36, 0x4f, 255]));
      socket.on('data', (octets) => {
        heard.push(octets);
        if (Buffer.concat(heard).includes(Buffer.from([0x41, 255, 255, 0x42]))) {
          socket.write(Buffer.from([255, 0x4b, 255, 250, 44, 101, 0, 1, 194, 0, 255, 240, 0x0d]));
        }
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const transport = await openTransport({ port: `rfc2217://127.0.0.1:${port}`, baudRate });
    const received: Buffer[] = [];
    const whole = new Promise<void>((resolve) =>
      transport.bytes.on('data', (octets: Buffer) => {
        received.push(octets);
        if (Buffer.concat(received).includes(0x0d)) resolve();
      }),
    );
    await transport.write(Buffer.from([0x41, 255, 0x42]));
    await whole;
    expect([...Buffer.concat(received)]).toEqual([0x4f, 255, 0x4b, 0x0d]);
    const said = Buffer.concat(heard);
    expect(said.includes(Buffer.from([255, 250, 44, 1, 0, 1, 194, 0, 255, 240]))).toBe(true);
    expect(said.includes(Buffer.from([255, 252, 36]))).toBe(true);
    await transport.close();
    server.close();
  });
});
