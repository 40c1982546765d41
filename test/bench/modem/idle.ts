import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serveOnPty, VirtualModem, VirtualNetwork } from '../../../hardware/virtual-modem';
import { daemonProcess } from '../../support/daemon-process';
import { processorTime, sleeps } from './process-facts';

/** What follows a start: first looks, compilers at work. */
const WARM_UP = 15_000;

export interface Idle {
  commandsAMinute: number;
  wakesASecond: number;
  /** Share of one processor. */
  processor: number;
}

/** A daemon with nothing to do and a modem that is ready, watched for so many milliseconds. */
export async function measureIdle(time: number): Promise<Idle> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-bench-'));
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network });
  const pty = await serveOnPty(modem, { link: join(folder, 'modem') });
  const daemon = await daemonProcess(folder, `modems: [{ name: stick, port: ${join(folder, 'modem')} }]`);
  const commands = (): number => modem.received.match(/AT/g)?.length ?? 0;
  try {
    await daemon.start();
    await daemon.says('ready:');
    await pause(WARM_UP);
    const pid = daemon.pid();
    const before = { commands: commands(), sleeps: sleeps(pid), processor: processorTime(pid) };
    await pause(time);
    return {
      commandsAMinute: (60_000 * (commands() - before.commands)) / time,
      wakesASecond: (1_000 * (sleeps(pid) - before.sleeps)) / time,
      processor: (processorTime(pid) - before.processor) / time,
    };
  } finally {
    await daemon.kill('SIGKILL');
    await pty.close();
    modem.powerOff();
    network.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
