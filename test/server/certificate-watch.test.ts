import { once } from 'node:events';
import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Alerts } from '../../src/alerts/alerts';
import { parseConfig } from '../../src/config/load';
import { readTls } from '../../src/config/tls';
import { startDaemon } from '../../src/main';
import { renew } from '../../src/server/certificate';
import { CertificateWatch, LOOK_EVERY } from '../../src/server/certificate-watch';
import { CERTIFICATE, EXPIRED_CERTIFICATE } from '../gateway/certificate';
import { silentLogger } from '../support/silent-logger';
import { SimulatedClock } from '../support/simulated-clock';
import { temporaryFolder } from '../support/temporary-outbox';
import { CONFIG, createHarness } from './support';

const LONG = 'valid to 2126';
const OTHER = 'valid to 2020';
const EXPIRED = 'the certificate expired on 2020-01-02';

let files: { certificate: string; key: string };
let writes = 0;

/** Each is written at a time of its own: writes of one test may fall into one tick of the file system's clock. */
function write(file: string, content: string): void {
  writeFileSync(file, content);
  utimesSync(file, ++writes, writes);
}

const writePair = ({ cert, key }: typeof CERTIFICATE): void => {
  write(files.certificate, cert);
  write(files.key, key);
};

beforeEach(() => {
  const folder = temporaryFolder();
  files = { certificate: join(folder, 'tls.pem'), key: join(folder, 'tls.key') };
  writePair(CERTIFICATE);
});

/** What a client that connects now is shown. */
async function shownAt(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const [year] = socket.getPeerCertificate().valid_to.match(/\d{4}/) ?? [];
  socket.destroy();
  return `valid to ${year}`;
}

async function start() {
  const tls = readTls(files);
  const { app } = createHarness({ config: { ...CONFIG, tls } });
  onTestFinished(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const clock = new SimulatedClock();
  const alerts = new Alerts(clock, silentLogger);
  let renewals = 0;
  const watch = new CertificateWatch(tls, {
    clock,
    alerts,
    logger: silentLogger,
    use: (pair) => {
      renewals++;
      renew(app.server, pair);
    },
  });
  watch.start();
  return {
    watch,
    clock,
    texts: () => alerts.current.map(({ text }) => text),
    renewals: () => renewals,
    shown: () => shownAt((app.server.address() as AddressInfo).port),
  };
}

describe('a certificate', () => {
  it('that was renewed was used only after a restart: the daemon runs for years, it for 90 days', async () => {
    const { clock, shown, texts } = await start();
    expect(await shown()).toBe(LONG);
    writePair(EXPIRED_CERTIFICATE);
    await clock.advance(LOOK_EVERY);
    expect(await shown()).toBe(OTHER);
    writePair(CERTIFICATE);
    await clock.advance(LOOK_EVERY);
    expect(await shown()).toBe(LONG);
    expect(texts()).toEqual([]);
  });

  it('of which a link is moved to another, as certbot does, is renewed', async () => {
    const { clock, shown } = await start();
    for (const [name, content] of Object.entries(EXPIRED_CERTIFICATE)) {
      const file = name === 'cert' ? files.certificate : files.key;
      write(`${file}.2`, content);
      rmSync(file);
      symlinkSync(`${file}.2`, file);
    }
    await clock.advance(LOOK_EVERY);
    expect(await shown()).toBe(OTHER);
  });

  it('that is seen before its key was written is waited for, without an alert', async () => {
    const { clock, shown, texts } = await start();
    write(files.certificate, EXPIRED_CERTIFICATE.cert);
    await clock.advance(LOOK_EVERY);
    expect([await shown(), texts()]).toEqual([LONG, []]);
    write(files.key, EXPIRED_CERTIFICATE.key);
    await clock.advance(LOOK_EVERY);
    expect([await shown(), texts()]).toEqual([OTHER, [EXPIRED]]);
  });

  it.each([
    ['does not belong to the key', () => write(files.key, EXPIRED_CERTIFICATE.key), /does not belong to/],
    [
      'is half written',
      () => write(files.certificate, CERTIFICATE.cert.slice(0, 200)),
      /holds no certificate/,
    ],
    ['is gone', () => rmSync(files.certificate), /cannot be read: ENOENT/],
  ])('that %s is an alert, and the one before it stays', async (_, spoil, reason) => {
    const { clock, shown, texts } = await start();
    spoil();
    await clock.advance(LOOK_EVERY * 2);
    expect(await shown()).toBe(LONG);
    expect(texts()).toEqual([expect.stringMatching(reason)]);
    expect(texts()[0]).toMatch(/^what was renewed cannot be used, the one before stays: /);
    writePair(CERTIFICATE);
    await clock.advance(LOOK_EVERY);
    expect(texts()).toEqual([]);
  });

  it('that expired is an alert until another is there', async () => {
    writePair(EXPIRED_CERTIFICATE);
    const { clock, texts } = await start();
    expect(texts()).toEqual([EXPIRED]);
    writePair(CERTIFICATE);
    await clock.advance(LOOK_EVERY);
    expect(texts()).toEqual([]);
  });

  it('that was only touched is not renewed, and none after the end', async () => {
    const { watch, clock, renewals } = await start();
    writePair(CERTIFICATE);
    await clock.advance(LOOK_EVERY);
    expect(renewals()).toBe(0);
    watch.stop();
    writePair(EXPIRED_CERTIFICATE);
    await clock.advance(LOOK_EVERY * 5);
    expect(renewals()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('is watched by the daemon', async () => {
    const config = parseConfig(
      `listen: 127.0.0.1:0
accounts: [{ username: panel, password: secret }]
gateways: [{ name: g, url: "https://127.0.0.1:1/eapi", username: u, password: p }]
tls: ${JSON.stringify(files)}
`,
      join(files.key, '..', 'c.yaml'),
    );
    const clock = new SimulatedClock();
    const daemon = await startDaemon({ config, logger: silentLogger, clock });
    onTestFinished(() => daemon.stop());
    const port = Number(new URL(daemon.url).port);
    expect(await shownAt(port)).toBe(LONG);
    writePair(EXPIRED_CERTIFICATE);
    await clock.advance(LOOK_EVERY);
    expect(await shownAt(port)).toBe(OTHER);
  });
});
