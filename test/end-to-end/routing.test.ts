import type { FaultRule } from '../../hardware/virtual-modem';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/daemon-process';
import { startWorld } from '../support/daemon-in-process';

const kinds = (route: { attempts: { via: string; outcome: string | null }[] }) =>
  route.attempts.map(({ via, outcome }) => `${via} ${outcome}`);

describe('a message', () => {
  it('goes by the gateway while that answers', async () => {
    const { send, gateway, network } = await startWorld();
    const { route } = await send();
    expect(route).toMatchObject({ state: 'submitted', via: 'gateway', segments: [] });
    expect(kinds(route)).toEqual(['gateway accepted']);
    expect(gateway.accepted).toHaveLength(1);
    expect(network.accepted).toHaveLength(0);
  });

  it('goes by the modem when the gateway refuses connections, and is delivered by report', async () => {
    const { send, ended, gateway, network } = await startWorld({ reportStatus: 0 });
    await gateway.unplug();
    const { id } = await send();
    const { route } = await ended(id, 'delivered');
    expect(route).toMatchObject({
      via: 'modem',
      segments: [{ outcome: 'accepted', reference: 0, reportStatus: 0 }],
    });
    expect(network.accepted).toMatchObject([{ to: '+447700900001', text: 'Zone 3', srr: true }]);
  });

  it.each([
    [22, 'modem'],
    [23, 'modem'],
    [25, 'modem'],
    [27, 'modem'],
  ])('crosses at once when the gateway answers %i, which is about the gateway', async (code, via) => {
    const { send, gateway } = await startWorld({ policy: 'fallbackAfter: 1h' });
    gateway.behave({ code });
    const { route } = await send();
    expect(route).toMatchObject({ via, state: 'submitted' });
  });

  it.each([24, 201])('fails when the gateway answers %i, which is about the message', async (code) => {
    const { send, gateway, network } = await startWorld();
    gateway.behave({ code });
    const { route } = await send();
    expect(route.state).toBe('failed');
    expect(route.reason).toMatch(new RegExp(`refused the message: ${code}`));
    expect(network.accepted).toHaveLength(0);
  });

  it('in 3 segments keeps its concatenation reference', async () => {
    const { send, gateway, network } = await startWorld();
    await gateway.unplug();
    const text = 'Zone 3: door open. '.repeat(22);
    const { route } = await send({
      message: text,
      allow_concat_text_sms: '1',
      concat_text_sms_max_parts: '3',
    });
    expect(route.segments.map(({ sequence, total, outcome }) => [sequence, total, outcome])).toEqual([
      [1, 3, 'accepted'],
      [2, 3, 'accepted'],
      [3, 3, 'accepted'],
    ]);
    expect(network.accepted.map(({ text: part }) => part).join('')).toBe(text);
    expect(new Set(network.accepted.map(({ concat }) => concat?.reference)).size).toBe(1);
  });
});

describe('an answer lost at the gateway', () => {
  it('is asked for again with the same stop_dup_id, and no SMS leaves the modem', async () => {
    const { send, gateway, network } = await startWorld({ policy: 'fallbackAfter: 100ms, onDoubt: hold' });
    gateway.behave('loseAnswer', 'answer');
    const { route } = await send();
    expect(kinds(route)).toEqual(['gateway inDoubt', 'gateway accepted']);
    const [first, second] = gateway.requests.map(({ parameters }) => parameters['stop_dup_id']);
    expect(Number(first)).toBeGreaterThan(0);
    expect(second).toBe(first);
    expect(gateway.accepted).toHaveLength(1);
    expect(network.accepted).toHaveLength(0);
  });

  it('with hold ends in doubt, visible, when the gateway never answers; no SMS leaves the modem', async () => {
    const { send, gateway, network } = await startWorld({
      policy: 'fallbackAfter: 100ms, onDoubt: hold, giveUpAfter: 1200ms',
    });
    gateway.behave('hang');
    const { route } = await send();
    expect(route.state).toBe('inDoubt');
    expect(route.reason).toMatch(/may have been submitted by the gateway/);
    expect(network.accepted).toHaveLength(0);
  });

  it('with resend crosses to the modem at fallbackAfter, and the message says so', async () => {
    const { send, gateway, network } = await startWorld({
      policy: 'fallbackAfter: 1s, onDoubt: resend',
      timeout: '20s',
    });
    gateway.behave('hang');
    const { route } = await send();
    expect(kinds(route)).toEqual(['gateway inDoubt', 'modem accepted']);
    expect(network.accepted).toHaveLength(1);
  });

  it('is asked for again after a restart, with the same stop_dup_id', async () => {
    const { post, ended, restart, gateway, network } = await startWorld({
      policy: 'fallbackAfter: 0s',
      timeout: '20s',
    });
    gateway.behave('loseAnswer', 'hang');
    await post({ message: 'Zone 3' });
    await eventually('the second request', () => gateway.requests[1]);
    gateway.behave('answer');
    await restart();
    const { route } = await ended(1, 'submitted');
    expect(route.via).toBe('gateway');
    expect(new Set(gateway.requests.map(({ parameters }) => parameters['stop_dup_id'])).size).toBe(1);
    expect(gateway.accepted).toHaveLength(1);
    expect(network.accepted).toHaveLength(0);
  });
});

describe('an answer lost at the modem', () => {
  const lost: FaultRule[] = [{ do: 'lose', nth: 1 }];

  it('with hold ends in doubt, and nothing is sent again', async () => {
    const { send, gateway, network } = await startWorld({ faults: lost });
    await gateway.unplug();
    const { route } = await send();
    expect(route.state).toBe('inDoubt');
    expect(network.accepted).toHaveLength(1);
  });

  it('with resend is sent again, and the message says so', async () => {
    const { send, gateway, network } = await startWorld({
      faults: lost,
      policy: 'fallbackAfter: 0s, onDoubt: resend',
    });
    await gateway.unplug();
    const { route } = await send();
    expect(kinds(route).filter((kind) => kind.startsWith('modem'))).toEqual([
      'modem inDoubt',
      'modem accepted',
    ]);
    expect(network.accepted).toHaveLength(2);
  });

  it('is settled by the status report', async () => {
    const { send, ended, gateway, network } = await startWorld({ faults: lost, reportStatus: 0 });
    await gateway.unplug();
    const { id } = await send();
    await ended(id, 'delivered');
    expect(network.accepted).toHaveLength(1);
  });
});

describe('the modem', () => {
  it('unplugged and plugged in again takes what waited', async () => {
    const { post, ended, binding, gateway, network } = await startWorld();
    await gateway.unplug();
    binding.unplug('/dev/virtual');
    await post({ message: 'Zone 3' });
    binding.plug('/dev/virtual');
    await ended(1, 'submitted');
    expect(network.accepted).toHaveLength(1);
  });

  it('that refuses one number does not hold up the others', async () => {
    const faults: FaultRule[] = [{ do: 'refuse', error: 'CMS 28', to: '+447700900666' }];
    const { post, ended, gateway } = await startWorld({ faults });
    await gateway.unplug();
    await post({ message: 'bad', msisdn: '447700900666' });
    await post({ message: 'good' });
    expect((await ended(2)).route.state).toBe('submitted');
    expect((await ended(1)).route).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/28/) as string,
    });
  });
});

describe('a submission', () => {
  it('to three recipients is three messages, of which one may fail alone', async () => {
    const { post, ended, gateway } = await startWorld();
    expect(await post({ message: 'x', msisdn: '447700900001,447700900002, +447700900003' })).toBe(
      '0|IN_PROGRESS|1',
    );
    for (const id of [1, 2, 3]) expect((await ended(id)).route.via).toBe('gateway');
    expect(gateway.accepted.map(({ msisdn }) => msisdn)).toEqual([
      '447700900001',
      '447700900002',
      '447700900003',
    ]);
    expect(await post({ message: 'y' })).toBe('0|IN_PROGRESS|4');
  });

  it('with a stop_dup_id that was used gets the first answer and goes out once', async () => {
    const { post, ended, gateway } = await startWorld();
    const [first, twin] = await Promise.all([
      post({ message: 'x', stop_dup_id: '7' }),
      post({ message: 'x', stop_dup_id: '7' }),
    ]);
    await ended(1);
    expect(twin).toBe(first);
    expect(await post({ message: 'x', stop_dup_id: '7' })).toBe(first);
    expect(gateway.accepted).toHaveLength(1);
  });
});

describe('an answer of the modem that comes after answerTimeout', () => {
  it('left the message in doubt for ever: it is submitted', async () => {
    const { gateway, send, ended, network } = await startWorld({
      faults: [{ nth: 1, do: 'delay', ms: 1_500 }],
      answerTimeout: '300ms',
      policy: 'routes: [modem], onDoubt: hold',
    });
    await gateway.unplug();
    const { id, route } = await send();
    expect(route.state).toBe('inDoubt');
    const settled = await ended(id, 'submitted');
    expect(settled.route).toMatchObject({ via: 'modem', segments: [{ outcome: 'accepted', reference: 0 }] });
    expect(kinds(settled.route)).toEqual(['modem inDoubt']);
    expect(network.accepted).toHaveLength(1);
  });
});
