import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createVirtualBinding, VirtualModem, VirtualNetwork } from '../../hardware/virtual-modem';
import { createFallback, UnavailableError, type FallbackOptions, type Settings } from '../../src';
import { startSimulatedGateway } from '../../src/gateway/simulated-gateway';
import { temporaryFolder } from '../support/temporary-outbox';

const MODEM = { name: 'stick', port: '/dev/virtual', answerTimeout: '500ms' } as const;

/** The library on a virtual modem. */
async function onModem(settings: Partial<Settings> = {}, options: Partial<FallbackOptions> = {}) {
  const network = new VirtualNetwork({ reportStatus: () => 0 });
  const modem = new VirtualModem({ network });
  const binding = createVirtualBinding({ '/dev/virtual': modem });
  const config: Settings = { data: join(temporaryFolder(), 'outbox.db'), modems: [MODEM], ...settings };
  const fallback = await createFallback({ config, binding, ...options });
  onTestFinished(async () => {
    await fallback.close();
    modem.powerOff();
  });
  return { fallback, network, modem };
}

describe('createFallback', () => {
  it('sends by the modem, and tells of submitted and delivered', async () => {
    const { fallback, network } = await onModem();
    const submitted = once(fallback, 'submitted');
    const delivered = once(fallback, 'delivered');
    const { id, messageIds } = await fallback.send({ to: '+447700900001', message: 'Zone 3: door open' });
    expect(messageIds).toEqual([id]);
    expect(await submitted).toMatchObject([{ id, to: '447700900001', route: { via: 'modem' } }]);
    expect(await delivered).toMatchObject([{ id, route: { state: 'delivered' } }]);
    expect(network.accepted.map(({ to, text }) => [to, text])).toEqual([
      ['+447700900001', 'Zone 3: door open'],
    ]);
  });

  it('resolves to the final state of each message', async () => {
    const { fallback } = await onModem();
    const { messageIds } = await fallback.send({ to: ['447700900001', '447700900002'], message: 'Grüße ☂' });
    const ended = await Promise.all(messageIds.map((id) => fallback.final(id)));
    expect(ended.map(({ to, alphabet }) => [to, alphabet])).toEqual([
      ['447700900001', '16bit'],
      ['447700900002', '16bit'],
    ]);
    await expect(fallback.final(messageIds[0]!)).resolves.toMatchObject({ id: messageIds[0] });
    await expect(fallback.final(999)).rejects.toThrow('there is no message 999');
  });

  it('a message that came to rest while it was closed ended the host: the database was read once more', async () => {
    const { fallback } = await onModem();
    const { id } = await fallback.send({ to: '447700900001', message: 'x' });
    await fallback.close();
    const rest = { state: 'submitted', via: 'modem', reason: null, wakeAt: null, awaits: null } as const;
    expect(() => fallback.rested(id, rest)).not.toThrow();
  });

  it('sends by the gateway, and tells when it fails for good', async () => {
    const gateway = await startSimulatedGateway({ username: 'u', password: 'p' });
    onTestFinished(() => gateway.close());
    const { fallback } = await onModem({
      gateways: [{ name: 'g', url: gateway.url, username: 'u', password: 'p' }],
      policies: { only: { routes: ['gateway'], giveUpAfter: '1h' } },
    });
    const taken = await fallback.send({ to: '447700900001', message: 'x', policy: 'only' });
    await expect(fallback.final(taken.id)).resolves.toMatchObject({
      route: { state: 'submitted', via: 'gateway' },
    });
    const failed = once(fallback, 'failed');
    gateway.behave({ code: 24, description: 'no' });
    const { id } = await fallback.send({ to: '447700900001', message: 'x', policy: 'only' });
    expect(await failed).toMatchObject([{ id, route: { state: 'failed' } }]);
  });

  it('tells of paths that come and go, and of what comes in', async () => {
    const { fallback, network, modem } = await onModem();
    if (!fallback.paths()[0]!.ready) await once(fallback, 'pathUp');
    const received = once(fallback, 'received');
    network.deliver(modem.number, { from: '+447700900009', text: 'STOP' });
    expect(await received).toMatchObject([{ sender: '+447700900009', body: 'STOP', name: 'stick' }]);
    const down = once(fallback, 'pathDown');
    modem.unplug();
    expect(await down).toMatchObject([{ name: 'stick', kind: 'modem', ready: false }]);
  });

  it('names what is wrong with a message or the settings', async () => {
    const { fallback } = await onModem();
    const refused = (message: object) =>
      expect(fallback.send({ to: '447700900001', message: 'x', ...message }));
    await refused({ to: '00447700900001' }).rejects.toThrow(
      'to: "00447700900001", expected an international number',
    );
    await refused({ message: '' }).rejects.toThrow('message: missing');
    await refused({ message: 'x'.repeat(500) }).rejects.toThrow('message: needs 4 parts, expected at most 3');
    await refused({ message: '☂', alphabet: '7bit' }).rejects.toThrow(
      'message: holds characters that 7bit lacks',
    );
    await refused({ maxParts: 128 }).rejects.toThrow('maxParts: 128, expected an integer from 1 to 127');
    await refused({ policy: 'none' }).rejects.toThrow('no policy is named "none"');
    await refused({ sendAt: new Date('2100-01-01') }).rejects.toThrow('sendAt: more than two years ahead');
    await refused({ to: 5 }).rejects.toThrow('to: expected a number as text, or a list of them');
    await refused({ message: undefined }).rejects.toThrow('message: expected a text');
    await refused({ mesage: 'x' }).rejects.toThrow('mesage is not known');
    await expect((fallback.send as () => Promise<unknown>).call(fallback)).rejects.toThrow(
      'expected an object with to and message',
    );
    await expect((createFallback as () => Promise<unknown>)()).rejects.toThrow('expected either config');
    await expect(createFallback({ config: {} })).rejects.toThrow('expected at least one path');
    for (const config of [5, null, []])
      await expect(createFallback({ config: config as object })).rejects.toThrow(
        'expected an object of settings',
      );
    await expect(createFallback({})).rejects.toThrow('expected either config or configFile');
  });

  it('tells of submitted once, though each of three segments gets its own report', async () => {
    const { fallback } = await onModem();
    const told: string[] = [];
    fallback.on('submitted', () => told.push('submitted'));
    fallback.on('delivered', () => told.push('delivered'));
    const delivered = once(fallback, 'delivered');
    await fallback.send({ to: '447700900001', message: 'Zone 3: door open. '.repeat(20) });
    await delivered;
    expect(told).toEqual(['submitted', 'delivered']);
  });

  it('tells of a message that is cancelled while it waits', async () => {
    const { fallback } = await onModem();
    const failed = once(fallback, 'failed');
    const sendAt = new Date(Date.now() + 3_600_000);
    const { id, scheduled } = await fallback.send({ to: '447700900001', message: 'x', sendAt });
    expect([scheduled, fallback.show(id)?.route.state]).toEqual([true, 'scheduled']);
    await fallback.cancel(id);
    expect(await failed).toMatchObject([{ id, route: { state: 'cancelled' } }]);
    await expect(fallback.cancel(id)).rejects.toThrow(/cancelled/);
  });

  it('sends once what is sent again with the same stopDupId', async () => {
    const { fallback, network } = await onModem();
    const message = { to: '447700900001', message: 'x', stopDupId: 7 };
    const first = await fallback.send(message);
    expect(await fallback.send(message)).toMatchObject({ ...first, duplicate: true });
    await fallback.final(first.id);
    expect(network.accepted).toHaveLength(1);
  });

  it("reads the daemon's configuration file", async () => {
    const folder = temporaryFolder();
    const configFile = join(folder, 'gsm-fallback.yaml');
    writeFileSync(
      configFile,
      `{ accounts: [{ username: u, password: p }], modems: [{ name: stick, port: ${folder}/none }] }`,
    );
    const fallback = await createFallback({ configFile });
    onTestFinished(() => fallback.close());
    const { id } = await fallback.send({ to: '447700900001', message: 'x' });
    expect(fallback.show(id)).toMatchObject({ account: 'u', route: { state: 'queued' } });
  });

  it('takes nothing more once it is closed', async () => {
    const { fallback } = await onModem();
    await fallback.close();
    await expect(fallback.send({ to: '447700900001', message: 'x' })).rejects.toThrow(UnavailableError);
    await expect(fallback.close()).resolves.toBeUndefined();
  });

  it('a call after it was closed failed in the words of the database, and final threw at once', async () => {
    const { fallback } = await onModem();
    const { messageIds } = await fallback.send({ to: '447700900001', message: 'x' });
    await fallback.close();
    await expect(fallback.final(messageIds[0]!)).rejects.toThrow('closed before message 1 came to');
    await expect(fallback.cancel(messageIds[0]!)).rejects.toThrow('the fallback is closed');
    expect(() => fallback.show(messageIds[0]!)).toThrow(UnavailableError);
    expect(() => fallback.paths()).toThrow('the fallback is closed');
  });

  it('rejects those who wait when it is closed, and goes on at the next start', async () => {
    const data = join(temporaryFolder(), 'outbox.db');
    const first = await onModem({ data, modems: [{ ...MODEM, port: '/dev/missing' }] });
    const { id } = await first.fallback.send({ to: '447700900001', message: 'x' });
    const final = expect(first.fallback.final(id)).rejects.toThrow(`closed before message ${id}`);
    await first.fallback.close();
    await final;
    const { fallback } = await onModem({ data });
    await expect(fallback.final(id)).resolves.toMatchObject({ route: { via: 'modem' } });
  });
});
