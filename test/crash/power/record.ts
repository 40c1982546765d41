import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveOnPty, VirtualModem, VirtualNetwork } from '../../../hardware/virtual-modem';
import { startSimulatedGateway } from '../../../src/gateway/simulated-gateway';
import { eventually, freePort } from '../../support/daemon-process';
import { Client, configFor } from '../kill/client';
import { startLife, type Life } from '../life';
import { readWriteLog, type Step } from './write-log';

export interface Recording {
  steps: Step[];
  /** Number that each accepted submission was for, by its id. */
  recipients: Map<number, string>;
}

/** Bursts of messages in each life, and messages in a burst. */
const BURSTS = 12;
const BURST = 6;
/** Segments that the modem must have taken before a life is ended. */
const SEGMENTS = 30;

/**
 * Lets the daemon work on messages by gateway and modem, ends it with SIGKILL, and lets another one go on; resolves to all
 * that the two wrote.
 */
export async function recordWork(folder: string, library: string, random: () => number): Promise<Recording> {
  const gateway = await startSimulatedGateway({ username: 'u', password: 'p' });
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network, faults: [{ do: 'lose', every: 29 }] });
  const link = join(folder, 'modem');
  const pty = await serveOnPty(modem, { link });
  const address = `127.0.0.1:${await freePort()}`;
  const configFile = join(folder, 'gsm-fallback.yaml');
  writeFileSync(configFile, configFor({ address, gatewayUrl: gateway.url, modemPort: link }));
  const log = join(folder, 'writes.log');
  const env = { LD_PRELOAD: library, WRITE_LOG: log, WRITE_LOG_FOLDER: realpathSync(folder) };
  const client = new Client(`http://${address}`, random);
  let life: Life | undefined;
  try {
    for (let lives = 0; lives < 2; lives++) {
      life = startLife(configFile, { env });
      if (!(await life.listening)) throw new Error(`the daemon ended by itself:\n${life.log()}`);
      for (let burst = 0; burst < BURSTS; burst++) await client.submit(BURST);
      await eventually('the modem to be at work', () => network.accepted[SEGMENTS * (lives + 1)]);
      life.kill();
      await life.ended;
    }
    return { steps: readWriteLog(log), recipients: client.recipients };
  } finally {
    life?.kill();
    await gateway.close();
    await pty.close();
    modem.powerOff();
    network.close();
  }
}
