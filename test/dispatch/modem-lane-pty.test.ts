import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModemDriver } from '../../hardware/driver';
import { serveOnPty, VirtualModem, VirtualNetwork, type ServedPty } from '../../hardware/virtual-modem';
import { systemClock } from '../../src/clock';
import { createModemLane } from '../../src/dispatch/modem-lane';
import type { ModemJob, ModemLane } from '../../src/ports';
import { encodeSubmit } from '../../src/sms';
import { silentLogger } from '../hardware/silent-logger';

/** The real serial binding on a pseudo terminal of the operating system. */
describe.skipIf(process.platform === 'win32')('a modem lane on a pseudo terminal', () => {
  let folder: string;
  let network: VirtualNetwork;
  let modem: VirtualModem;
  let served: ServedPty;
  let lane: ModemLane;
  let waiting: { done: () => boolean; resolve: () => void } | undefined;
  let reports: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'modem-'));
    network = new VirtualNetwork();
    modem = new VirtualModem({ network });
    served = await serveOnPty(modem, { link: join(folder, 'usb-Virtual-if00') });
    reports = 0;
    const config = {
      name: 'pty',
      port: join(folder, 'usb-*-if00'),
      baudRate: 115_200,
      profile: 'auto',
      answerTimeout: 10_000,
    };
    const check = (): void => {
      if (waiting?.done()) waiting.resolve();
    };
    lane = createModemLane({
      config,
      modem: createModemDriver({ config, clock: systemClock, logger: silentLogger }),
      clock: systemClock,
      logger: silentLogger,
      events: {
        condition: check,
        deliver: async () => undefined,
        statusReport: async () => {
          reports++;
          check();
        },
      },
    });
    lane.start();
  });

  afterEach(async () => {
    await lane.stop();
    await served.close();
    network.close();
    await rm(folder, { recursive: true });
  });

  function until(done: () => boolean): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve) => (waiting = { done, resolve }));
  }

  function job(id: number): ModemJob {
    const [segment] = encodeSubmit({
      to: `+44770091${1000 + id}`,
      text: `message ${id}`,
      statusReport: true,
    });
    return {
      messageId: id,
      segments: () => [segment!],
      journal: { intent: async () => undefined, result: async () => undefined },
      signal: new AbortController().signal,
    };
  }

  it('submits a burst, each message once, and takes its reports', async () => {
    await until(() => lane.ready);
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, id) => lane.submit(job(id))));
    expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(new Set(network.accepted.map(({ to }) => to)).size).toBe(50);
    await until(() => reports === 50);
  });

  it('finds a modem again that was unplugged between two reads, which the serial binding alone never notices', async () => {
    await until(() => lane.ready);
    modem.unplug();
    await until(() => !lane.ready);
    expect(lane.condition).toMatch(/unplugged|no device matches/);
    modem.plug();
    await until(() => lane.ready);
    expect(await lane.submit(job(1))).toMatchObject({ kind: 'accepted' });
  });

  it('finds a modem that comes back under another name, where the port is a pattern', async () => {
    await until(() => lane.ready);
    modem.unplug();
    await until(() => !lane.ready);
    modem.plug('usb-Virtual_renumbered-if00');
    await until(() => lane.ready);
    expect(await lane.submit(job(1))).toMatchObject({ kind: 'accepted' });
    expect(network.accepted).toHaveLength(1);
    expect(await readdir(folder)).toContain('usb-Virtual_renumbered-if00');
  });
});
