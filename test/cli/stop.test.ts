import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveOnPty, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { eventually } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { inProcess, runningDaemon } from './program';

/** Longest that a daemon may take to end that has nothing in flight, in milliseconds. */
const SOON = 3_000;

describe('SIGTERM', () => {
  it('ends the daemon at once while a message waits, which goes out after the next start', async () => {
    const folder = temporaryFolder();
    const port = join(folder, 'modem');
    const daemon = await runningDaemon(
      folder,
      `modems: [{ name: stick, port: ${port} }]\npolicies: { default: { fallbackAfter: 0s } }`,
    );
    await daemon.post({ msisdn: '447700900001', message: 'waits' });
    const asked = performance.now();
    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(performance.now() - asked).toBeLessThan(SOON);
    expect(daemon.log()).toContain('stopped; what is unfinished goes on at the next start');
    const { stdout } = await inProcess(['queue', 'show', '1', '--config', daemon.configFile]);
    expect(stdout).toContain('to 447700900001: queued');

    const network = new VirtualNetwork();
    const modem = new VirtualModem({ network });
    const pty = await serveOnPty(modem, { link: port });
    onTestFinished(async () => {
      modem.powerOff();
      network.close();
      await pty.close();
    });
    await daemon.start();
    await eventually('the message to be taken', () => network.accepted[0]);
    expect(network.accepted).toMatchObject([{ text: 'waits' }]);
  });

  it('lets the segment in flight be answered first, and the rest of the message wait for the next start', async () => {
    const folder = temporaryFolder();
    const port = join(folder, 'modem');
    const network = new VirtualNetwork({ networkDelay: 400 });
    const modem = new VirtualModem({ network });
    const pty = await serveOnPty(modem, { link: port });
    onTestFinished(async () => {
      modem.powerOff();
      network.close();
      await pty.close();
    });
    const commanded = new Promise<void>((resolve) =>
      modem.on('command', (line) => {
        if (line.startsWith('AT+CMGS')) resolve();
      }),
    );
    const daemon = await runningDaemon(
      folder,
      `modems: [{ name: stick, port: ${port} }]\npolicies: { default: { fallbackAfter: 0s } }`,
    );
    const text = 'Zone 3: door open. '.repeat(10);
    await daemon.post({
      msisdn: '447700900001',
      message: text,
      allow_concat_text_sms: '1',
      concat_text_sms_max_parts: '3',
    });
    await commanded;
    await eventually('the PDU to be written', () => (modem.received.endsWith('\x1a') ? true : undefined));
    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(network.accepted.map(({ concat }) => concat?.sequence)).toEqual([1]);

    await daemon.start();
    await daemon.submitted(1);
    expect(network.accepted.map(({ concat }) => concat?.sequence)).toEqual([1, 2]);
    expect(network.accepted.map((segment) => segment.text).join('')).toBe(text);
  });
});
