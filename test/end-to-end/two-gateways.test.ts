import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/load';
import { startSimulatedGateway } from '../../src/gateway/simulated-gateway';
import { startDaemon } from '../../src/main';
import { ENDED } from '../../src/submission/view';
import { eventually } from '../support/daemon-process';
import { silentLogger } from '../support/silent-logger';
import { temporaryFolder } from '../support/temporary-outbox';

/** The daemon between two gateways and no modem. */
async function start(policy: string, settings = '') {
  const [first, second] = await Promise.all([
    startSimulatedGateway({ username: 'u', password: 'p' }),
    startSimulatedGateway({ username: 'u', password: 'p' }),
  ]);
  const config = parseConfig(
    `listen: 127.0.0.1:0
accounts: [{ username: panel, password: secret }]
gateways:
  - { name: first, url: "${first.url}", username: u, password: p, timeout: 300ms${settings} }
  - { name: second, url: "${second.url}", username: u, password: p, timeout: 300ms }
policies: { default: { ${policy} } }`,
    `${temporaryFolder()}/c.yaml`,
  );
  const daemon = await startDaemon({ config, logger: silentLogger });
  onTestFinished(async () => {
    await daemon.stop();
    await Promise.all([first.close(), second.close()]);
  });
  const send = async () => {
    const form = { username: 'panel', password: 'secret', msisdn: '447700900001', message: 'x' };
    const body = new URLSearchParams(form);
    await fetch(`${daemon.url}/eapi/submission/send_sms/2/2.0`, { method: 'POST', body });
    const { route } = await eventually('the message to end', () => {
      const view = daemon.queue.show(1);
      return view && ENDED.includes(view.route.state) ? view : undefined;
    });
    return { ...route, names: route.attempts.map(({ name, outcome }) => `${name} ${outcome}`) };
  };
  return { first, second, send };
}

describe('the second of two gateways', () => {
  it('takes what the first refuses to carry, or is not there for', async () => {
    const { first, second, send } = await start('fallbackAfter: 1h');
    first.behave({ code: 25 });
    expect((await send()).names).toEqual(['first refused', 'second accepted']);
    expect(second.accepted).toHaveLength(1);
  });

  it('with resend takes what is in doubt at the first, from fallbackAfter on, and the message says so', async () => {
    const { first, second, send } = await start('fallbackAfter: 1s, onDoubt: resend');
    first.behave('loseAnswer');
    const route = await send();
    expect(route).toMatchObject({ state: 'submitted', via: 'gateway' });
    expect(route.reason).toMatch(/possibly sent twice/);
    expect(route.names.at(-1)).toBe('second accepted');
    expect([first.accepted.length, second.accepted.length]).toEqual([1, 1]);
  });

  it('with hold is not asked while the first is in doubt', async () => {
    const { first, second, send } = await start('fallbackAfter: 100ms, giveUpAfter: 3s, onDoubt: hold');
    first.behave('loseAnswer');
    expect(await send()).toMatchObject({ state: 'inDoubt', via: 'gateway' });
    expect(second.requests).toEqual([]);
  });

  it('with resend leaves the message in doubt, not expired, where it refuses as well', async () => {
    const { first, second, send } = await start('fallbackAfter: 500ms, giveUpAfter: 3s, onDoubt: resend');
    first.behave('hang');
    second.behave({ code: 25 });
    expect(await send()).toMatchObject({ state: 'inDoubt', via: 'gateway' });
    expect(second.requests).toHaveLength(1);
  });
});

it('doubt is never asked again once the gateway may have forgotten the stop_dup_id', async () => {
  const { first, second, send } = await start('fallbackAfter: 0s, onDoubt: hold', ', duplicateMemory: 3s');
  first.behave('loseAnswer');
  const { state, attempts } = await send();
  expect(state).toBe('inDoubt');
  const times = attempts.map(({ startedAt }) => Date.parse(startedAt));
  expect(times.length).toBeGreaterThan(1);
  // The last repeat is over before the three seconds are: its own time-out is taken off.
  expect(Math.max(...times) - times[0]!).toBeLessThanOrEqual(2_700);
  expect(second.requests).toEqual([]);
});
