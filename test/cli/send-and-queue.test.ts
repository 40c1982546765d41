import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveOnPty, VirtualModem, VirtualNetwork, type FaultRule } from '../../hardware/virtual-modem';
import { eventually, freePort } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { configIn, failure, gsmFallback, inProcess, runningDaemon } from './program';

const MODEM = 'modems: [{ name: stick, port: ./modem }]\npolicies: { default: { fallbackAfter: 0s } }';

/** A virtual modem on a PTY at `modem` in the folder. */
async function plugIn(folder: string, faults: FaultRule[] = []): Promise<VirtualNetwork> {
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network, faults });
  const pty = await serveOnPty(modem, { link: join(folder, 'modem') });
  onTestFinished(async () => {
    modem.powerOff();
    network.close();
    await pty.close();
  });
  return network;
}

describe('send', () => {
  it('says that no daemon runs, and how to start one', async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    const config = configIn(
      temporaryFolder(),
      `listen: ${listen}\naccounts: [{ username: panel, password: secret }]\n${MODEM}`,
    );
    expect(await inProcess(['send', '--to', '447700900001', '--message', 'x', '--config', config])).toEqual(
      failure(`no daemon answers at http://${listen}; start it with: gsm-fallback serve`),
    );
  });

  it('--wait shows the way of a message until the modem has submitted it, with the class and TP-PID asked for', async () => {
    const folder = temporaryFolder();
    const network = await plugIn(folder, [{ do: 'refuse', error: 'CMS 28', to: '+447700900666' }]);
    const daemon = await runningDaemon(folder, MODEM.replace('0s }', '0s }, alarm: { routes: [modem] }'));
    const send = (run: typeof gsmFallback, ...args: string[]) =>
      run(['send', '--config', daemon.configFile, '--message', 'Zone 3 \u{1f6a8}', '--wait', ...args]);

    const good = await send(gsmFallback, '--to', '447700900001', '--class', '0', '--replace', '3');
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toContain('message 1 to 447700900001: modem stick: accepted, reference 0\n');
    expect(good.stdout).toMatch(/message 1 to 447700900001: (submitted|delivered) by modem\n$/);
    expect(network.accepted).toMatchObject([
      { to: '+447700900001', text: 'Zone 3 \u{1f6a8}', alphabet: '16bit', class: 0, pid: 0x43 },
    ]);

    const bad = await send(inProcess, '--to', '447700900666', '--json');
    expect(bad).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(bad.stdout)).toMatchObject([
      {
        id: '2',
        to: '447700900666',
        route: { state: 'failed', reason: expect.stringContaining('28') as string },
      },
    ]);

    const refused = (...args: string[]) =>
      inProcess(['send', '--config', daemon.configFile, '--to', '447700900001', '--message', 'Жз', ...args]);
    expect(await refused('--dca', '7bit')).toEqual(failure('--dca 7bit: has no "Ж", "з"; leave --dca away'));
    expect(await refused('--route', 'alram')).toEqual(
      failure('--route alram: expected one of auto, gateway, modem, default, alarm'),
    );
    const byPolicy = await send(inProcess, '--to', '447700900001', '--route', 'alarm', '--json');
    expect(JSON.parse(byPolicy.stdout)).toMatchObject([{ route: { via: 'modem' } }]);

    expect(await send(inProcess, '--to', 'the pope')).toEqual(
      failure('to: "the pope", expected an international number of 1 to 20 digits without 00'),
    );
    expect(await send(inProcess, '--to', '447700900001', '--account', 'nobody')).toEqual(
      failure('--account nobody: no such account in the configuration'),
    );
    expect(await send(inProcess, '--to', '447700900001', '--route', 'gateway')).toEqual(
      failure('route: no gateway is configured'),
    );
    expect(network.accepted).toHaveLength(2);
  });
});

describe('queue', () => {
  it('says that there is none before the first serve', async () => {
    const folder = temporaryFolder();
    const config = configIn(folder, `data: ./o.db\naccounts: [{ username: a, password: b }]\n${MODEM}`);
    expect(await inProcess(['queue', '--config', config])).toEqual(
      failure(`${join(folder, 'o.db')}: cannot be opened: there is no such file`),
    );
  });

  it('lists, shows, cancels and retries, with the daemon and without; what was cancelled never goes out', async () => {
    const folder = temporaryFolder();
    const daemon = await runningDaemon(folder, MODEM);
    const queue = (...args: string[]) => inProcess(['queue', ...args, '--config', daemon.configFile]);
    const noted = (id: number, act: string) => ({
      code: 0,
      stdout: `message ${id}: ${act} noted\n`,
      stderr: '',
    });
    for (const message of ['one', 'two', 'three']) await daemon.post({ msisdn: '447700900001', message });

    expect(await queue('cancel', '1')).toEqual(noted(1, 'cancel'));
    expect(await queue('cancel', '1')).toEqual(failure('message 1 is cancelled and cannot be cancelled'));
    expect(await queue('retry', '2')).toEqual(failure('message 2 is queued; only failed, expired,'));
    expect(await queue('show', '4')).toEqual(failure('there is no message 4'));
    expect(await queue('cancel', '4')).toEqual(failure('there is no message 4'));
    const { stdout: listed } = await queue('list', '--state', 'queued');
    expect(listed.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(['id', '3', '2', '']);

    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(await queue('cancel', '2')).toEqual(noted(2, 'cancel'));
    expect(await queue('retry', '1')).toEqual(noted(1, 'retry'));
    const shown = await gsmFallback(['queue', 'show', '2', '--config', daemon.configFile]);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/^message 2 of submission 2, .*\nto 447700900001: cancelled\n/);

    const network = await plugIn(folder);
    await daemon.start();
    const messages = await eventually('messages 1 and 3 to be submitted', async () => {
      const response = await fetch(`${daemon.url}/v1/messages`, {
        headers: { authorization: `Basic ${Buffer.from('panel:secret').toString('base64')}` },
      });
      const all = (await response.json()) as { route: { state: string } }[];
      return all.filter(({ route }) => /^(submitted|delivered)$/.test(route.state)).length === 2
        ? all
        : undefined;
    });
    expect(messages).toMatchObject([{ id: '3' }, { id: '2', route: { state: 'cancelled' } }, { id: '1' }]);
    expect(network.accepted.map(({ text }) => text).sort()).toEqual(['one', 'three']);
  });

  it('inbox shows what came in while the daemon runs, joined from its parts, with the message it answers', async () => {
    const folder = temporaryFolder();
    const network = await plugIn(folder);
    const daemon = await runningDaemon(folder, MODEM);
    const inbox = (...args: string[]) =>
      inProcess(['queue', 'inbox', ...args, '--config', daemon.configFile]);
    expect(await inbox()).toEqual({ code: 0, stdout: 'no messages\n', stderr: '' });

    await daemon.post({ msisdn: '447700900003', message: 'Zone 3' });
    await daemon.submitted(1);
    const number = network.accepted[0]!.from;
    const long = `Which zone?\n${'x'.repeat(300)} \u{1f6a8}`;
    network.deliver(number, { from: '+447700900003', text: long });
    network.deliver(number, { from: '+447700900002', text: 'Stop' });
    const listed = await eventually('both messages', async () => {
      const { stdout } = await inbox('--json');
      const messages = JSON.parse(stdout) as { from: string }[];
      return messages.length === 2 ? messages : undefined;
    });
    expect(listed.toSorted((a, b) => a.from.localeCompare(b.from))).toMatchObject([
      { from: '+447700900002', body: 'Stop', alphabet: '7bit', account: null, messageId: null },
      { from: '+447700900003', body: long, alphabet: '16bit', via: 'modem', name: 'stick', messageId: 1 },
    ]);
    const { stdout } = await inbox();
    expect(stdout).toContain('Which zone? xxx');
    expect((await inbox('--limit', '1')).stdout.trim().split('\n')).toHaveLength(2);
  });
});
