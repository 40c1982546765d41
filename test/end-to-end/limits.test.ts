import { describe, expect, it } from 'vitest';
import { eventually } from '../support/daemon-process';
import { startWorld, type World } from '../support/daemon-in-process';

const authorization = `Basic ${Buffer.from('panel:secret').toString('base64')}`;

async function start(world: World = {}) {
  const running = await startWorld(world);
  const submit = async (entry: object) => {
    const response = await fetch(`${running.daemon().url}/v1/messages`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ to: '447700900005', body: 'x', ...entry }),
    });
    return { status: response.status, json: (await response.json()) as never };
  };
  return { ...running, submit };
}

describe('the quota of a modem', () => {
  it('lets no more segments out than it allows, across a restart, and raises an alert', async () => {
    const { post, restart, modemIsReady, gateway, network, daemon } = await start({
      modemSettings: ', quota: { perHour: 2 }',
    });
    await gateway.unplug();
    for (let i = 0; i < 4; i++) await post({ message: String(i), msisdn: '447700900005' });
    await eventually('two to be taken', () => network.accepted[1]);
    await restart();
    await modemIsReady();
    expect(network.accepted).toHaveLength(2);
    const page = await (await fetch(daemon().url)).text();
    expect(page).toContain('its quota of SMS an hour is used up');
    expect(page).toContain('2 of 2 SMS this hour');
    const left = daemon().queue.list({ state: 'queued' });
    expect(left).toHaveLength(2);
    for (const { route } of left) expect(route.segments).toEqual([]);
  });

  it('allows it certain numbers only; others fail where nothing else is left', async () => {
    const { send, gateway } = await start({ modemSettings: ', quota: { prefixes: ["447"] }' });
    await gateway.unplug();
    expect((await send({ msisdn: '447700900005' })).route).toMatchObject({ via: 'modem' });
    gateway.behave({ code: 25 });
    await gateway.plug();
    const { route } = await send({ msisdn: '4930123456' });
    expect(route).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('no modem may send to 4930123456') as string,
    });
  });
});

describe('what the modem cannot carry', () => {
  it('is left out and noted on the message, with unsupported: ignore', async () => {
    const { send, gateway } = await start();
    await gateway.unplug();
    const { route } = await send({ sender: 'Alarm', routing_group: '3', msisdn: '447700900005' });
    expect(route.notes).toEqual([
      'the modem cannot carry sender "Alarm"; sent without it',
      'the modem cannot carry routing_group 3; sent without it',
    ]);
  });

  it('keeps the message off the modem, with unsupported: refuse', async () => {
    const { post, ended, gateway, network } = await start({
      policy: 'fallbackAfter: 100ms, giveUpAfter: 1500ms, unsupported: refuse',
    });
    await gateway.unplug();
    await post({ message: 'x', sender: 'Alarm' });
    await post({ message: 'y', msisdn: '447700900005' });
    expect((await ended(2)).route.via).toBe('modem');
    expect((await ended(1)).route).toMatchObject({ state: 'expired' });
    expect(network.accepted).toHaveLength(1);
  });
});

describe('the route of a message', () => {
  it('is overridden by the object route of its entry', async () => {
    const { submit, ended, gateway } = await start({ policy: 'fallbackAfter: 1h' });
    expect((await submit({ route: { via: 'modem' } })).status).toBe(201);
    expect((await ended(1)).route.via).toBe('modem');
    await gateway.unplug();
    await submit({ route: { fallbackAfter: '100ms' } });
    expect((await ended(2)).route.via).toBe('modem');
    await submit({ route: { routes: ['gateway'], giveUpAfter: '1s' } });
    expect((await ended(3)).route.state).toBe('expired');
  });

  it.each([
    [{ policy: 'nobody' }, /^route: no policy is named "nobody"; there are: default/],
    [{ fallbackAfter: 5 }, /^route.fallbackAfter: expected a duration/],
    [{ routes: [] }, /^route.routes: expected a path/],
    [{ onDoubt: 'maybe' }, /^route.onDoubt: expected hold or resend/],
  ])('%j is refused', async (route, detail) => {
    const { submit } = await start();
    expect(await submit({ route })).toMatchObject({
      status: 400,
      json: { detail: expect.stringMatching(detail) as string },
    });
  });
});

describe('a gateway that refuses us', () => {
  it('is crossed, raises an alert on page and metrics, and clears it when it accepts again', async () => {
    const { send, gateway, daemon } = await start();
    gateway.behave({ code: 23 });
    expect((await send({ msisdn: '447700900005' })).route.via).toBe('modem');
    const look = async (path: string) => (await fetch(`${daemon().url}${path}`)).text();
    expect(await look('/')).toContain('it refuses the username and password');
    expect(await look('/metrics')).toContain('gsm_fallback_alerts{about="gateway g"} 1');
    gateway.behave('answer');
    await send();
    await eventually('the alert to be cleared', async () =>
      (await look('/metrics')).includes('gsm_fallback_alerts{') ? undefined : true,
    );
  });
});
