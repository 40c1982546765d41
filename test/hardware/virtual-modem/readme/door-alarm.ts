import { once } from 'node:events';
import type { SerialPortStream } from '@serialport/stream';
import { encodeSubmit } from '../../../../src/sms';

const RETRY_AFTER = 5000;

/** Somebody's program: sends one message, and again after five seconds until the modem takes it. */
export async function tellOfOpenDoor(port: SerialPortStream): Promise<void> {
  const [segment] = encodeSubmit({ to: '+447700900123', text: 'Door open' });
  let heard = '';
  port.on('data', (octets: Buffer) => (heard += octets.toString('latin1')));
  const until = async (pattern: RegExp): Promise<string> => {
    while (!pattern.test(heard)) await once(port, 'data');
    return heard;
  };
  for (;;) {
    heard = '';
    port.write(`AT+CMGS=${segment!.length}\r`);
    await until(/> $/);
    port.write(`${segment!.pdu}\x1a`);
    if (/OK\r\n$/.test(await until(/(OK|ERROR.*)\r\n$/))) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
  }
}
