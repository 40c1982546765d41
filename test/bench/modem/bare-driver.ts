import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTransport } from '../../../hardware/transport/open';
import { encodeSubmit } from '../../../src/sms';
import { modemLink, modemProcess } from './modem-process';

/**
 * Messages a second of what the daemon is measured against: the dialogue of 27.005 3.5.1 and nothing else. It keeps
 * nothing, waits without a limit, and understands no answer but the one that it hopes for.
 */
export async function measureBare(
  to: readonly string[],
  text: string,
  modemOptions: readonly string[],
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-bench-'));
  const modem = await modemProcess(folder, modemOptions);
  const port = await openTransport({ port: modemLink(folder), baudRate: 115_200 });
  try {
    let received = '';
    let look = () => {};
    port.bytes.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      look();
    });
    const exchange = (said: string, end: string) =>
      new Promise<void>((resolve, reject) => {
        received = '';
        look = () => received.endsWith(end) && resolve();
        port.write(Buffer.from(said, 'latin1')).catch(reject);
      });
    await exchange('ATE0\r', 'OK\r\n');
    await exchange('AT+CMGF=0\r', 'OK\r\n');
    const begun = performance.now();
    for (const each of to) {
      const { pdu, length } = encodeSubmit({ to: each, text })[0]!;
      await exchange(`AT+CMGS=${length}\r`, '> ');
      await exchange(`${pdu}\x1a`, 'OK\r\n');
    }
    return (to.length * 1_000) / (performance.now() - begun);
  } finally {
    await port.close();
    await modem.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
