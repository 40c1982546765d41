import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serveOnTcp, VirtualModem, VirtualNetwork } from '../../../hardware/virtual-modem';
import { daemonProcess } from '../../support/daemon-process';
import { residentMemory } from './process-facts';
import { withRig } from './rig';

/** Recipients of one call. */
const BATCH = 500;
/** What is measured against: a process that has done all that it does, in messages. */
const WARM_UP = 4_000;
const SLICE = 65_536;
/** Memory that is free is given back within this time, in milliseconds. */
const SETTLE = 5_000;

/**
 * Megabytes by which the daemon's memory has grown after so many messages. It swings with the garbage collector, so the
 * lowest after each of the last batches is held against that of the warm-up.
 */
export async function memoryAfterMessages(count: number): Promise<number> {
  return withRig({}, async (rig) => {
    await rig.plugIn();
    let posted = 0;
    const work = async (until: number): Promise<number> => {
      const seen: number[] = [];
      for (; posted < until; posted += BATCH) {
        const msisdn = Array.from({ length: BATCH }, (_, i) => `4477${String(posted + i).padStart(8, '0')}`);
        const answer = await rig.daemon.post({ msisdn: msisdn.join(','), message: 'x', want_report: '1' });
        if (!answer.startsWith('0|')) throw new Error(`not accepted: ${answer}`);
        await rig.untilTaken(posted + BATCH, 600_000);
        seen.push(residentMemory(rig.daemon.pid()));
      }
      return Math.min(...seen.slice(-WARM_UP / BATCH));
    };
    const start = await work(WARM_UP);
    return (await work(WARM_UP + count)) - start;
  });
}

/** Megabytes by which the daemon's memory has grown after so many octets of noise without a line end. */
export async function memoryAfterGarbage(octets: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-bench-'));
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network });
  const served = await serveOnTcp(modem, { host: '127.0.0.1', port: 0 });
  const line = await noisyLine(served.port);
  const daemon = await daemonProcess(
    folder,
    `modems: [{ name: stick, port: "tcp://127.0.0.1:${line.port}" }]`,
  );
  try {
    await daemon.start();
    await daemon.says('ready:');
    await line.makeNoise(octets / 10);
    await pause(SETTLE);
    const start = residentMemory(daemon.pid());
    await line.makeNoise(octets);
    await pause(SETTLE);
    return residentMemory(daemon.pid()) - start;
  } finally {
    await daemon.kill('SIGKILL');
    line.close();
    await served.close();
    modem.powerOff();
    network.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A line to the modem on which noise can be made. */
async function noisyLine(modemPort: number) {
  let host: Socket | undefined;
  const server = createServer((socket) => {
    host = socket;
    const modem = connect(modemPort, '127.0.0.1');
    socket.pipe(modem).pipe(socket);
    for (const each of [socket, modem]) each.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const noise = Buffer.from(Array.from({ length: SLICE }, (_, i) => 0x80 | ((i * 37) & 0x7f)));
  return {
    port: (server.address() as AddressInfo).port,
    async makeNoise(octets: number) {
      for (let made = 0; made < octets; made += SLICE) {
        if (!host!.write(noise)) await once(host!, 'drain');
      }
    },
    close() {
      host?.destroy();
      server.close();
    },
  };
}
