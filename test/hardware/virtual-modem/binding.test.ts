import { once } from 'node:events';
import { SerialPortStream } from '@serialport/stream';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createVirtualBinding,
  VirtualModem,
  VirtualNetwork,
  type VirtualBinding,
  type VirtualModemOptions,
} from '../../../hardware/virtual-modem';
import { submitPdu } from './host';

const PATH = '/dev/ttyVIRTUAL0';
const open = new Set<SerialPortStream>();

afterEach(() => {
  open.forEach((port) => port.isOpen && port.close());
  open.clear();
});

function setUp(options: Partial<VirtualModemOptions> = {}) {
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network, ...options });
  return { network, modem, binding: createVirtualBinding({ [PATH]: modem }) };
}

async function openPort(binding: VirtualBinding, path = PATH): Promise<SerialPortStream> {
  const port = new SerialPortStream({ binding, path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  open.add(port);
  return port;
}

/** Reads until what came ends so. */
function readUntil(port: SerialPortStream, end: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const take = (octets: Buffer): void => {
      text += octets.toString('latin1');
      if (text.endsWith(end)) {
        port.off('data', take);
        resolve(text);
      }
    };
    port.on('data', take);
  });
}

describe('the binding', () => {
  it('lets a SerialPortStream send a message', async () => {
    const { network, binding } = setUp();
    const port = await openPort(binding);
    const { length, pdu } = submitPdu();
    let answer = readUntil(port, '> ');
    port.write(`AT+CMGS=${length}\r`);
    expect(await answer).toBe(`AT+CMGS=${length}\r\r\n> `);
    answer = readUntil(port, 'OK\r\n');
    port.write(`${pdu}\x1a`);
    expect(await answer).toBe(`${pdu}\r\n+CMGS: 0\r\n\r\nOK\r\n`);
    expect(network.accepted).toHaveLength(1);
  });

  it('lists its modems', async () => {
    const { modem, binding } = setUp();
    expect(await binding.list()).toMatchObject([{ path: PATH, serialNumber: modem.imei }]);
    binding.unplug(PATH);
    expect(await binding.list()).toEqual([]);
  });

  it('closes an open port with a disconnect when the modem is unplugged, and opens it again when it is back', async () => {
    const { binding } = setUp();
    const port = await openPort(binding);
    port.resume();
    const closed = once(port, 'close');
    binding.unplug(PATH);
    expect(await closed).toMatchObject([{ disconnected: true }]);
    await expect(openPort(binding)).rejects.toThrow(`cannot open ${PATH}`);
    binding.plug(PATH);
    const answer = readUntil(port, 'OK\r\n');
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    port.write('AT\r');
    expect(await answer).toBe('AT\r\r\nOK\r\n');
  });

  it('brings a modem back under another name', async () => {
    const { binding } = setUp();
    binding.unplug(PATH);
    binding.plug(PATH, '/dev/ttyVIRTUAL3');
    await expect(openPort(binding)).rejects.toThrow('No such file');
    const port = await openPort(binding, '/dev/ttyVIRTUAL3');
    const answer = readUntil(port, 'OK\r\n');
    port.write('AT\r');
    await answer;
  });

  it('tells a plain close from a disconnect', async () => {
    const { binding } = setUp();
    const port = await openPort(binding);
    port.resume();
    const closed = once(port, 'close');
    port.close();
    expect(await closed).toEqual([null]);
  });

  it('opens a port for one only', async () => {
    const { binding } = setUp();
    await openPort(binding);
    await expect(openPort(binding)).rejects.toThrow('cannot lock port');
    await expect(openPort(binding, '/dev/other')).rejects.toThrow('cannot open /dev/other');
  });

  it('drains when the line has carried everything', async () => {
    const { modem, binding } = setUp({ baud: 9600 });
    const port = await openPort(binding);
    port.write('x'.repeat(50));
    await new Promise<void>((resolve, reject) => port.drain((error) => (error ? reject(error) : resolve())));
    expect(modem.pending).toBe(0);
    expect(modem.received).toBe('x'.repeat(50));
  });

  it('loses nothing of a text that is longer than its buffers', async () => {
    const { modem, binding } = setUp();
    const port = await openPort(binding);
    const lines = Array.from({ length: 2000 }, (_, index) => `AT+NONE${index}\r`).join('');
    const answered = new Promise<number>((resolve) => {
      let count = 0;
      port.on('data', (octets: Buffer) => {
        count += octets.toString('latin1').split('ERROR').length - 1;
        if (count >= 1990) resolve(count);
      });
    });
    port.write(lines);
    expect(await answered).toBeGreaterThanOrEqual(1990);
    expect(modem.received).toContain('AT+NONE1999');
  });

  it('names the paths that it has', () => {
    expect(() => setUp().binding.unplug('/dev/other')).toThrow(PATH);
  });
});
