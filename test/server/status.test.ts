import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/server/status/metrics';
import { renderStatusPage } from '../../src/server/status/page';
import { NOW, basic, createHarness } from './support';

const remote = { remoteAddress: '192.0.2.7' };

describe('/healthz', () => {
  it('says 200 while the outbox can be written, else 503', async () => {
    let writable = true;
    const { app } = createHarness({ isWritable: () => writable });
    expect((await app.inject({ url: '/healthz', ...remote })).statusCode).toBe(200);
    writable = false;
    const response = await app.inject('/healthz');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ status: 'unavailable', detail: 'the outbox cannot be written' });
  });
});

describe('HEAD', () => {
  it('was answered 404 to the monitors that ask so', async () => {
    let writable = true;
    const { app } = createHarness({ isWritable: () => writable });
    const head = async (url: string, from = {}) => {
      const { statusCode, body } = await app.inject({ method: 'HEAD', url, ...from });
      return [statusCode, body];
    };
    for (const url of ['/', '/status.json', '/healthz', '/metrics'])
      expect(await head(url)).toEqual([200, '']);
    expect(await head('/', remote)).toEqual([401, '']);
    expect(await head('/metrics', remote)).toEqual([401, '']);
    writable = false;
    expect(await head('/healthz', remote)).toEqual([503, '']);
  });
});

describe('/metrics', () => {
  it('has the signal of each modem that tells of one', async () => {
    const modem = (name: string, signal: number | null) =>
      ({ kind: 'modem', name, condition: '', ready: true, reception: { operator: 'ACME', signal } }) as const;
    const paths = () => [modem('stick', 17), modem('mute', null)];
    const metrics = createMetrics({ counts: () => ({}) as never }, { alerts: () => [], paths });
    const text = await metrics.text();
    expect(text).toContain('gsm_fallback_modem_signal_dbm{name="stick",operator="ACME"} -79\n');
    expect(text).not.toContain('signal_dbm{name="mute"');
  });

  it('counts messages by state and attempts by path and outcome', async () => {
    const away = { kind: 'modem', name: 'stick', condition: 'no such device', ready: false } as const;
    const watched = { alerts: () => [], paths: () => [away] };
    const metrics = createMetrics({ counts: () => ({ queued: 3 }) as never }, watched);
    metrics.attempted('modem', 'stick', 'accepted');
    metrics.attempted('modem', 'stick', 'accepted');
    const response = await createHarness({ metrics }).app.inject('/metrics');
    expect(response.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(response.body).toContain('gsm_fallback_messages{state="queued"} 3');
    expect(response.body).toContain('gsm_fallback_path_ready{kind="modem",name="stick"} 0');
    expect(response.body).toContain(
      'gsm_fallback_attempts_total{via="modem",name="stick",outcome="accepted"} 2',
    );
  });
});

describe('the status page and /metrics', () => {
  it.each(['/', '/status.json', '/metrics'])(
    '%s is for this machine, and with Basic auth for others',
    async (url) => {
      const { app } = createHarness();
      for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
        expect((await app.inject({ url, remoteAddress })).statusCode).toBe(200);
      }
      const refused = await app.inject({ url, ...remote });
      expect(refused.statusCode).toBe(401);
      expect(refused.headers['www-authenticate']).toMatch(/^Basic /);
      expect((await app.inject({ url, ...remote, headers: basic('panel', 'x') })).statusCode).toBe(401);
      expect((await app.inject({ url, ...remote, headers: basic('panel', 'secret') })).statusCode).toBe(200);
    },
  );

  it('take what a proxy on this machine hands on for someone else', async () => {
    const { app } = createHarness();
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    expect((await app.inject({ url: '/', headers })).statusCode).toBe(401);
  });
});

it('/status.json says how paths and alerts are, for programs', async () => {
  const reception = { operator: 'ACME', signal: 17 };
  const path = { name: 'stick', kind: 'modem', condition: 'ready', ready: true, reception } as const;
  const alert = { about: 'clock', text: 'says 1970', since: NOW, lastAt: NOW, count: 1 };
  const status = () => ({ paths: [path], alerts: [alert], counts: { queued: 3 } as never, latest: [] });
  const { app } = createHarness({ status, warnings: ['plain'] });
  const at = new Date(NOW).toISOString();
  expect((await app.inject('/status.json')).json()).toEqual({
    at,
    paths: [path],
    alerts: [{ about: 'clock', text: 'says 1970', since: at, lastAt: at, count: 1 }],
    messages: { queued: 3 },
    warnings: ['plain'],
  });
});

describe('the status page', () => {
  const message = createHarness();
  message.put({
    id: 5,
    body: 'hush',
    to: '<b>447700900001',
    route: {
      state: 'failed',
      via: 'modem',
      reason: 'refused & "quoted"',
      notes: [],
      attempts: [
        {
          via: 'gateway',
          name: "g<'>",
          startedAt: '2030-01-01T00:00:00.000Z',
          endedAt: null,
          outcome: 'refused',
          code: '25',
          detail: 'no credits',
          batchId: null,
          reportStatus: null,
          reportedAt: null,
        },
      ],
      segments: [],
    },
  });

  it('shows paths and messages, escaped, without bodies', async () => {
    const { app } = message;
    const html = (await app.inject('/')).body;
    expect(html).toContain('&lt;b&gt;447700900001');
    expect(html).toContain('refused &amp; &quot;quoted&quot;');
    expect(html).toContain('g&lt;&#39;&gt;: refused, 25, no credits');
    expect(html).not.toContain('hush');
  });

  it('brings all it needs and runs no script', async () => {
    const response = await message.app.inject('/');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(response.body).not.toMatch(/<script|src=|href=|@import|url\(/);
  });

  it('shows warnings, escaped, and no such heading without any', async () => {
    const { app } = createHarness({ warnings: ['listen: <plain> text'] });
    const { body } = await app.inject('/');
    expect(body).toContain('<h2>Warnings</h2>\n<ul><li>listen: &lt;plain&gt; text</li></ul>');
    expect((await createHarness().app.inject('/')).body).not.toContain('Warnings');
  });

  it('says how each path is', () => {
    const path = { name: 'stick', kind: 'modem' as const, condition: 'waiting for <SIM>', ready: false };
    const alert = { about: 'gateway <g>', text: '23: credentials', since: NOW, lastAt: NOW, count: 2 };
    const html = renderStatusPage({ paths: [path], alerts: [alert], counts: {} as never, latest: [] }, NOW);
    expect(html).toContain('waiting for &lt;SIM&gt;');
    expect(html).toContain('not ready');
    expect(html).toContain('none yet');
    expect(html).toMatch(/gateway &lt;g&gt;<\/b>: 23: credentials<small>since 2030-.*, 2 times/);
  });
});
