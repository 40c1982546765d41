import * as net from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayConfig } from '../../src/config/types';
import { createEapiGateway } from '../../src/gateway/eapi-client';
import {
  startSimulatedGateway,
  type Behaviour,
  type SimulatedGateway,
} from '../../src/gateway/simulated-gateway';
import type { Clock, GatewayPort } from '../../src/ports';
import { systemClock } from '../../src/clock';
import { createLog, offerOf } from './support';
import { CERTIFICATE } from './certificate';
import { settle } from '../support/simulated-clock';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = new AbortController().signal;

async function simulate(options: { tls?: { key: string; cert: string } } = {}): Promise<SimulatedGateway> {
  const gateway = await startSimulatedGateway({ username: 'u', password: 'secret word', ...options });
  closing.push(() => gateway.close());
  return gateway;
}

function connect(
  url: string,
  more: Partial<GatewayConfig> & { clock?: Clock } = {},
): GatewayPort & { log: string[] } {
  const { clock, ...changed } = more;
  const config: GatewayConfig = {
    name: 'g',
    protocol: 'eapi',
    url,
    username: 'u',
    password: 'secret word',
    timeout: 15_000,
    duplicateMemory: 3_600_000,
    connections: 2,
    ...changed,
  };
  const log: string[] = [];
  const client = createEapiGateway({ config, logger: createLog(log), ...(clock && { clock }) });
  closing.push(() => client.close());
  return Object.assign(client, { log });
}

/** The machine's clock, whose timers go off only when told to. */
function handClock(): Clock & { goOff(): void } {
  const timers = new Set<() => void>();
  return {
    ...systemClock,
    setTimeout: (callback) => {
      timers.add(callback);
      return callback;
    },
    clearTimeout: (handle) => void timers.delete(handle as () => void),
    goOff: () => {
      for (const timer of timers) timer();
    },
  };
}

describe('an EAPI gateway that answers', () => {
  it('accepts on 0, naming the batch', async () => {
    const gateway = await simulate();
    const outcome = await connect(gateway.url).offer(offerOf('Hi Mom & Dad'), never);
    expect(outcome).toEqual({
      kind: 'accepted',
      code: '0',
      detail: 'in progress, batch 30430',
      batchId: '30430',
    });
    expect(gateway.accepted).toMatchObject([
      { msisdn: '447700900001', message: 'Hi Mom & Dad', stopDupId: 77 },
    ]);
  });

  it('posts a form to the versioned path with nothing in the query, keeping the connection', async () => {
    const gateway = await simulate();
    const client = connect(`${gateway.url}/`);
    await client.offer(offerOf('one', { stopDupId: 1 }), never);
    await client.offer(offerOf('two', { stopDupId: 2 }), never);
    expect(gateway.requests).toHaveLength(2);
    expect(gateway.requests[0]).toMatchObject({
      method: 'POST',
      url: '/eapi/submission/send_sms/2/2.0',
      headers: { 'content-type': 'application/x-www-form-urlencoded', connection: 'keep-alive' },
    });
  });

  it.each([
    [{ code: 24 }, { what: 'message', permanent: true, code: '24', settlesDoubt: true }],
    [{ code: 201 }, { what: 'message', permanent: true, code: '201', settlesDoubt: true }],
    [{ code: 22 }, { what: 'path', permanent: true, code: '22', settlesDoubt: false }],
    [{ code: 25 }, { what: 'path', permanent: true, code: '25', settlesDoubt: false }],
    [{ code: 26 }, { what: 'path', permanent: false, code: '26', settlesDoubt: false }],
    [{ code: 40 }, { what: 'path', permanent: false, code: '40', settlesDoubt: false }],
    [{ code: 77 }, { what: 'path', permanent: true, code: '77', settlesDoubt: false }],
  ] as const)('is refused by %j', async (behaviour, expected) => {
    const gateway = await simulate();
    gateway.behave({ ...behaviour, description: 'because' });
    const outcome = await connect(gateway.url).offer(offerOf('x'), never);
    expect(outcome).toMatchObject({ kind: 'refused', ...expected });
    expect(outcome.detail).toContain('because');
  });

  it('accepts an answer of 1 with a newline after it', async () => {
    const gateway = await simulate();
    gateway.behave({ status: 200, body: '1|SCHEDULED|9\r\n' });
    expect(await connect(gateway.url).offer(offerOf('x'), never)).toMatchObject({
      kind: 'accepted',
      code: '1',
    });
  });

  it('keeps credentials out of outcomes and logs', async () => {
    const gateway = await simulate();
    const client = connect(gateway.url, { username: 'someone', password: 'wrong word' });
    const outcome = await client.offer(offerOf('x'), never);
    expect(outcome).toMatchObject({ kind: 'refused', what: 'path', code: '23' });
    const said = JSON.stringify(outcome) + client.log.join();
    expect(said).not.toMatch(/someone|wrong/);
  });

  it('refuses long 16bit text without asking the gateway', async () => {
    const gateway = await simulate();
    const long = { alphabet: '16bit' as const, text: 'ж'.repeat(71) };
    const outcome = await connect(gateway.url).offer(offerOf(long), never);
    expect(outcome).toMatchObject({ kind: 'refused', what: 'path', permanent: true, code: 'UNSUPPORTED' });
    expect(gateway.requests).toHaveLength(0);
  });
});

describe('an EAPI gateway that does not get the request', () => {
  it('refuses connections: not submitted', async () => {
    const gateway = await simulate();
    const client = connect(gateway.url);
    await gateway.unplug();
    expect(await client.offer(offerOf('x'), never)).toMatchObject({
      kind: 'notSubmitted',
      code: 'ECONNREFUSED',
    });
    await gateway.plug();
    expect(await client.offer(offerOf('x'), never)).toMatchObject({ kind: 'accepted' });
  });

  it('has no address: not submitted', async () => {
    const outcome = await connect('http://gateway.invalid/eapi').offer(offerOf('x'), never);
    expect(outcome).toMatchObject({ kind: 'notSubmitted' });
  });

  it('closed the kept connection meanwhile: a new one is made and nothing is in doubt', async () => {
    const gateway = await simulate();
    const client = connect(gateway.url);
    await client.offer(offerOf('one', { stopDupId: 1 }), never);
    await gateway.unplug();
    await gateway.plug();
    // The client hears of the end of its connection in the next turn.
    await settle();
    expect(await client.offer(offerOf('two', { stopDupId: 2 }), never)).toMatchObject({ kind: 'accepted' });
  });

  it('shows a certificate that nobody vouches for: not submitted', async () => {
    const gateway = await simulate({ tls: CERTIFICATE });
    const outcome = await connect(gateway.url).offer(offerOf('x'), never);
    expect(outcome).toMatchObject({ kind: 'notSubmitted', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(gateway.requests).toHaveLength(0);
  });

  it('cuts the connection in the TLS handshake: not submitted', async () => {
    const server = net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as net.AddressInfo;
    const outcome = await connect(`https://127.0.0.1:${port}/eapi`).offer(offerOf('x'), never);
    expect(outcome).toMatchObject({ kind: 'notSubmitted', code: 'ECONNRESET' });
  });

  it('never completes the TLS handshake: not submitted when the time is up', async () => {
    const server = net.createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as net.AddressInfo;
    const clock = handClock();
    const connected = once(server, 'connection') as Promise<[net.Socket]>;
    const outcome = connect(`https://127.0.0.1:${port}/eapi`, { clock }).offer(offerOf('x'), never);
    const [socket] = await connected;
    clock.goOff();
    expect(await outcome).toMatchObject({ kind: 'notSubmitted', detail: 'no whole answer within 15000 ms' });
    socket.destroy();
    server.close();
  });

  it('resets before it reads: at worst in doubt, never more than the truth', async () => {
    const gateway = await simulate();
    gateway.behave('resetBeforeRequest', 'answer');
    const client = connect(gateway.url);
    const outcome = await client.offer(offerOf('x'), never);
    expect(['notSubmitted', 'inDoubt']).toContain(outcome.kind);
    expect(gateway.requests).toHaveLength(0);
    expect(await client.offer(offerOf('x'), never)).toMatchObject({ kind: 'accepted' });
  });

  it('is not asked when the offer was withdrawn before', async () => {
    const gateway = await simulate();
    const outcome = await connect(gateway.url).offer(offerOf('x'), AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: 'notSubmitted' });
    expect(gateway.requests).toHaveLength(0);
  });
});

describe('an EAPI gateway that may have taken it', () => {
  it.each<[string, Behaviour, object]>([
    ['cuts the connection after taking it', 'loseAnswer', { kind: 'inDoubt' }],
    ['sends half an answer', 'resetInAnswer', { kind: 'inDoubt', code: 'ANSWER_CUT' }],
    ['answers 500', { status: 500, body: '0|IN_PROGRESS|1' }, { kind: 'inDoubt', code: 'HTTP 500' }],
    [
      'redirects',
      { status: 302, headers: { location: '/elsewhere' } },
      { kind: 'inDoubt', code: 'HTTP 302' },
    ],
    ['answers in HTML', { status: 200, body: '<html>0|a|1</html>' }, { kind: 'inDoubt' }],
    ['answers with a part of a line', { status: 200, body: '0|IN_PRO' }, { kind: 'inDoubt' }],
    ['answers with nothing', { status: 200 }, { kind: 'inDoubt' }],
    [
      'answers with too much',
      { status: 200, body: '0|a|1'.padEnd(70_000, '\n') },
      { kind: 'inDoubt', code: 'ANSWER_TOO_LONG' },
    ],
  ])('%s: in doubt', async (_what, behaviour, expected) => {
    const gateway = await simulate();
    gateway.behave(behaviour);
    expect(await connect(gateway.url).offer(offerOf('x'), never)).toMatchObject(expected);
    expect(gateway.requests).toHaveLength(1);
  });

  it('is settled by asking again with the same stop_dup_id', async () => {
    const gateway = await simulate();
    gateway.behave('loseAnswer', 'answer');
    const client = connect(gateway.url);
    expect(await client.offer(offerOf('x'), never)).toMatchObject({ kind: 'inDoubt' });
    expect(await client.offer(offerOf('x'), never)).toMatchObject({ kind: 'accepted', code: '0' });
    expect(gateway.accepted).toHaveLength(1);
    expect(gateway.requests.map(({ parameters }) => parameters['stop_dup_id'])).toEqual(['77', '77']);
  });

  it.each<Behaviour>(['hang', 'drip'])('does %s: in doubt when the time is up', async (behaviour) => {
    const gateway = await simulate();
    gateway.behave(behaviour);
    const clock = handClock();
    const arrived = gateway.nextRequest();
    const outcome = connect(gateway.url, { clock }).offer(offerOf('x'), never);
    await arrived;
    clock.goOff();
    expect(await outcome).toEqual({ kind: 'inDoubt', detail: 'no whole answer within 15000 ms' });
  });

  it('hangs and the offer is withdrawn: in doubt at once', async () => {
    const gateway = await simulate();
    gateway.behave('hang');
    const withdrawal = new AbortController();
    const arrived = gateway.nextRequest();
    const outcome = connect(gateway.url).offer(offerOf('x'), withdrawal.signal);
    await arrived;
    withdrawal.abort();
    expect(await outcome).toMatchObject({ kind: 'inDoubt', detail: 'given up waiting for the gateway' });
  });

  it('sends 100 Continue that nobody asked for, and 103, before its answer: accepted', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 19\r\nconnection: close\r\n\r\n0|IN_PROGRESS|30430');
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as net.AddressInfo;
    const outcome = await connect(`http://127.0.0.1:${port}/eapi`).offer(offerOf('x'), never);
    expect(outcome).toMatchObject({ kind: 'accepted', batchId: '30430' });
  });

  it('is closed under way: in doubt', async () => {
    const gateway = await simulate();
    gateway.behave('hang');
    const client = connect(gateway.url);
    const arrived = gateway.nextRequest();
    const outcome = client.offer(offerOf('x'), never);
    await arrived;
    await client.close();
    expect(await outcome).toMatchObject({ kind: 'inDoubt' });
    expect(await client.offer(offerOf('x'), never)).toMatchObject({ kind: 'notSubmitted' });
  });
});

describe('connections', () => {
  it('are never more than configured; who leaves the line has not submitted', async () => {
    const gateway = await simulate();
    gateway.behave('hang', 'hang', 'answer');
    const client = connect(gateway.url);
    const first = new AbortController();
    const third = new AbortController();
    const firstArrived = gateway.nextRequest();
    const one = client.offer(offerOf('one', { stopDupId: 1 }), first.signal);
    await firstArrived;
    const secondArrived = gateway.nextRequest();
    const two = client.offer(offerOf('two', { stopDupId: 2 }), new AbortController().signal);
    await secondArrived;
    const three = client.offer(offerOf('three', { stopDupId: 3 }), third.signal);
    const four = client.offer(offerOf('four', { stopDupId: 4 }), never);
    third.abort();
    expect(await three).toMatchObject({ kind: 'notSubmitted' });
    first.abort();
    expect(await one).toMatchObject({ kind: 'inDoubt' });
    expect(await four).toMatchObject({ kind: 'accepted' });
    expect(gateway.requests.map(({ parameters }) => parameters['stop_dup_id'])).toEqual(['1', '2', '4']);
    await client.close();
    expect(await two).toMatchObject({ kind: 'inDoubt' });
  });
});
