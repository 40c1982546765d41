import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveOnPty, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { startSimulatedGateway, type Behaviour } from '../../src/gateway/simulated-gateway';
import { daemonProcess, freePort } from '../support/daemon-process';

/**
 * From the first byte of the POST to AT+CMGS on the modem's port, the daemon in a process of its own and the virtual modem
 * on a PTY, everything durable. Run with `npm run bench:latency`.
 */
async function main(): Promise<void> {
  const refused = await measure({ fallbackAfter: '0s', onDoubt: 'hold' }, 'refuse', 50, 5_000);
  print('gateway refuses connections, fallbackAfter 0s', refused, 'goal: median under 20 ms');
  const resend = await measure({ fallbackAfter: '2s', onDoubt: 'resend' }, 'hang', 5, 5_000);
  print('gateway never answers, fallbackAfter 2s, resend', resend, 'goal: all from 2000 to 2200 ms');
  const hold = await measure({ fallbackAfter: '2s', onDoubt: 'hold' }, 'hang', 1, 8_000);
  print('gateway never answers, fallbackAfter 2s, hold', hold, 'goal: never');
}

async function measure(
  { fallbackAfter, onDoubt }: { fallbackAfter: string; onDoubt: string },
  gatewayDoes: Behaviour | 'refuse',
  count: number,
  patience: number,
): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-bench-'));
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network });
  const pty = await serveOnPty(modem, { link: join(folder, 'modem') });
  const gateway =
    gatewayDoes === 'refuse' ? undefined : await startSimulatedGateway({ username: 'u', password: 'p' });
  if (gatewayDoes !== 'refuse') gateway!.behave(gatewayDoes);
  const url = gateway?.url ?? `http://127.0.0.1:${await freePort()}/eapi`;
  const daemon = await daemonProcess(
    folder,
    `gateways: [{ name: g, url: "${url}", username: u, password: p }]
modems: [{ name: stick, port: ${join(folder, 'modem')} }]
policies: { default: { fallbackAfter: ${fallbackAfter}, onDoubt: ${onDoubt} } }`,
  );
  try {
    await daemon.start();
    await daemon.says('ready');
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const elapsed = await timeOne(modem, daemon.url, patience);
      if (elapsed === undefined) break;
      times.push(elapsed);
      const ended = new RegExp(`message ${i + 1}: delivered`);
      await daemon.says(ended);
    }
    return times;
  } finally {
    await daemon.kill('SIGKILL');
    await gateway?.close();
    await pty.close();
    modem.powerOff();
    network.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the first byte written to AT+CMGS seen; nothing where it was not seen. */
async function timeOne(modem: VirtualModem, url: string, patience: number): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const body = 'username=panel&password=secret&msisdn=447700900001&message=Zone+3%3A+door+open';
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const commanded = new Promise<number>((resolve) => {
    const listen = (line: string) => {
      if (!line.startsWith('AT+CMGS')) return;
      modem.off('command', listen);
      resolve(performance.now());
    };
    modem.on('command', listen);
  });
  const begun = performance.now();
  socket.write(
    `POST /eapi/submission/send_sms/2/2.0 HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  let timer: NodeJS.Timeout | undefined;
  const seen = await Promise.race([
    commanded,
    new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience))),
  ]);
  clearTimeout(timer);
  socket.destroy();
  return seen === undefined ? undefined : seen - begun;
}

function print(what: string, times: number[], goal: string): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
  const figures =
    sorted.length === 0 ? 'never seen' : `n=${sorted.length} min ${at(0)} median ${at(0.5)} max ${at(1)} ms`;
  process.stdout.write(`${what.padEnd(52)} ${figures.padEnd(50)} ${goal}\n`);
}

void main();
