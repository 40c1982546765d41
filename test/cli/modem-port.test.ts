import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveOnPty, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { temporaryFolder } from '../support/temporary-outbox';
import { runningDaemon } from './program';

describe('a modem whose port cannot be opened', () => {
  it('says why on the status page and in the log, and takes what waited once the port is there', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    writeFileSync(at('file'), '');
    mkdirSync(at('folder'));
    const daemon = await runningDaemon(
      folder,
      `modems:
  - { name: absent, port: ${at('absent')} }
  - { name: file, port: ${at('file')} }
  - { name: folder, port: ${at('folder')} }
  - { name: glob, port: "${at('no*modem')}" }
  - { name: refused, port: "tcp://127.0.0.1:1" }
policies: { default: { fallbackAfter: 0s } }`,
    );
    const conditions = {
      absent: `port ${at('absent')}: no such device (is the modem plugged in?)`,
      file: `port ${at('file')}: not a serial port`,
      folder: `port ${at('folder')}: `,
      glob: `port ${at('no*modem')}: no device matches (is the modem plugged in?)`,
      refused: 'port tcp://127.0.0.1:1: connection refused (is ser2net running there?)',
    };
    for (const [modem, condition] of Object.entries(conditions)) {
      await daemon.says(`"modem":"${modem}","condition":"${condition}`);
    }
    const page = await (await fetch(daemon.url)).text();
    for (const condition of Object.values(conditions)) expect(page).toContain(condition);
    expect(await daemon.post({ msisdn: '447700900001', message: 'x' })).toBe('0|IN_PROGRESS|1');

    const network = new VirtualNetwork();
    const modem = new VirtualModem({ network });
    rmSync(at('file'));
    const pty = await serveOnPty(modem, { link: at('file') });
    onTestFinished(async () => {
      modem.powerOff();
      network.close();
      await pty.close();
    });
    await daemon.submitted(1);
    expect(network.accepted).toMatchObject([{ text: 'x' }]);
    expect(await (await fetch(daemon.url)).text()).toContain('ready: +CREG 1');
  });
});
