import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveOnPty, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { eventually, type DaemonProcess } from '../support/daemon-process';
import {
  filesMovedAway,
  fullDisk,
  limitedFiles,
  lockedDatabase,
  readOnlyDisk,
  type SmallDisk,
} from '../support/small-disk';
import { temporaryFolder } from '../support/temporary-outbox';
import { runningDaemon } from './program';

/** A daemon whose outbox is on the disk and whose modem is yet to be plugged in. */
async function daemonOn(disk: SmallDisk) {
  const port = join(temporaryFolder(), 'modem');
  const daemon = await runningDaemon(
    disk.folder,
    `modems: [{ name: stick, port: ${port} }]\npolicies: { default: { fallbackAfter: 0s } }`,
    disk.env,
  );
  const plugIn = async () => {
    const network = new VirtualNetwork();
    const modem = new VirtualModem({ network });
    const pty = await serveOnPty(modem, { link: port });
    onTestFinished(async () => {
      modem.powerOff();
      network.close();
      await pty.close();
    });
    return network;
  };
  return { daemon, plugIn };
}

async function post({ url }: DaemonProcess, message: string) {
  const body = new URLSearchParams({
    username: 'panel',
    password: 'secret',
    msisdn: '447700900001',
    message,
  });
  const response = await fetch(`${url}/eapi/submission/send_sms/2/2.0`, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

const health = ({ url }: DaemonProcess) => fetch(`${url}/healthz`).then(({ status }) => status);

/** On the status page while the disk refuses. */
const ALERT = 'cannot be written, nothing is accepted';

const REFUSED = {
  status: 503,
  text: expect.stringMatching(
    /^temporarily unavailable, nothing was accepted: the outbox cannot be written: /,
  ) as string,
};

const DISKS = [
  [
    'a full disk',
    fullDisk,
    'the intent could not be put on disk',
    'skipped: this user may not mount a tmpfs',
  ],
  [
    'a disk that fails',
    limitedFiles,
    'the intent could not be put on disk',
    'skipped: prlimit is not installed',
  ],
  [
    'a file system that became read-only',
    readOnlyDisk,
    'the intent could not be put on disk',
    'skipped: no C compiler (cc) for Linux is installed',
  ],
  // Not even the return of the modem can be noted: nothing is taken up.
  ['a database that another process holds', lockedDatabase, 'modem stick: ready', ''],
  ['a database that was moved away', () => filesMovedAway('outbox.db'), 'modem stick: ready', ''],
  [
    'a lock that was moved away, which let a second daemon in',
    () => filesMovedAway('outbox.db.lock'),
    'modem stick: ready',
    '',
  ],
] as const;

describe.each(DISKS)('%s', (_, diskOf, meanwhile, reason) => {
  it('refuses new messages with 503, loses none that was accepted, and is well again by itself', async ({
    skip,
  }) => {
    const disk = diskOf();
    if (!disk) return skip(reason);
    const { daemon, plugIn } = await daemonOn(disk);
    expect(await post(daemon, 'before')).toEqual({ status: 200, text: '0|IN_PROGRESS|1' });

    disk.refuseWrites(daemon.pid());
    expect(await post(daemon, 'refused')).toEqual(REFUSED);
    expect(await health(daemon)).toBe(503);
    const page = async () => (await fetch(daemon.url)).text();
    expect(await page()).toContain(ALERT);
    const network = await plugIn();
    await daemon.says(meanwhile);
    expect(await post(daemon, 'refused')).toEqual(REFUSED);
    expect(network.accepted).toEqual([]);

    disk.takeWrites(daemon.pid());
    await eventually('the daemon to be well', async () =>
      (await health(daemon)) === 200 ? true : undefined,
    );
    await daemon.submitted(1);
    expect((await post(daemon, 'after')).text).toMatch(/^0\|IN_PROGRESS\|/);
    await eventually('both to be taken', () => network.accepted[1]);
    expect(network.accepted.map(({ text }) => text)).toEqual(['before', 'after']);
    expect(
      daemon.log().match(/"outbox: (?!over)[^"]* cannot be written, nothing is accepted: /g),
    ).toHaveLength(1);
    expect(daemon.log().match(/"outbox: over, /g)).toHaveLength(1);
    expect(await page()).not.toContain(ALERT);
  });
});

it('the write-ahead log alone does not fill a disk of one mebibyte: 100 messages are taken', async ({
  skip,
}) => {
  const disk = fullDisk();
  if (!disk) return skip('skipped: this user may not mount a tmpfs');
  const { daemon } = await daemonOn(disk);
  for (let i = 1; i <= 100; i++) {
    expect(await post(daemon, `message ${i}`)).toEqual({ status: 200, text: `0|IN_PROGRESS|${i}` });
  }
});

it('a disk that refuses does not keep the daemon from ending on SIGTERM; what waited goes out after the next start', async ({
  skip,
}) => {
  const disk = fullDisk() ?? limitedFiles();
  if (!disk) return skip('skipped: neither a tmpfs nor prlimit');
  const { daemon, plugIn } = await daemonOn(disk);
  await post(daemon, 'before');
  disk.refuseWrites(daemon.pid());
  const network = await plugIn();
  await daemon.says('the intent could not be put on disk');
  expect(await daemon.kill('SIGTERM')).toBe(0);
  expect(network.accepted).toEqual([]);

  disk.takeWrites(daemon.pid());
  await daemon.start();
  await daemon.submitted(1);
  expect(network.accepted.map(({ text }) => text)).toEqual(['before']);
});
