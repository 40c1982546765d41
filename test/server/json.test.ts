import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../src/submission/submission';
import { NOW, basic, createHarness, type Harness } from './support';

const panel = basic('panel', 'secret');
const other = basic('other', 'pässword');

async function submit({ app }: Harness, body: unknown, query = '') {
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { ...panel, 'content-type': 'application/json' };
  const response = await app.inject({ method: 'POST', url: `/v1/messages${query}`, headers, payload });
  return { status: response.statusCode, json: response.json<Record<string, unknown> & unknown[]>() };
}

const entry = (more: object = {}) => ({ to: '447700900001', body: 'Hi', ...more });

describe('POST /v1/messages', () => {
  it('answers 201 with the messages, one for each recipient', async () => {
    const harness = createHarness();
    const { status, json } = await submit(
      harness,
      entry({ to: ['+447700900001', { address: '447700900002' }] }),
    );
    expect(status).toBe(201);
    expect(json).toHaveLength(2);
    expect(json[0]).toEqual({
      id: '30430',
      type: 'SENT',
      from: null,
      to: '447700900001',
      body: 'Hi',
      encoding: 'TEXT',
      protocolId: 0,
      messageClass: 2,
      numberOfParts: 1,
      creditCost: null,
      submission: { id: '30430', date: new Date(NOW).toISOString() },
      status: { id: 'ACCEPTED.null', type: 'ACCEPTED', subtype: null },
      relatedSentMessageId: null,
      userSuppliedId: null,
      route: { state: 'queued', via: null, reason: null, notes: [], attempts: [], segments: [] },
    });
    expect(harness.taken).toEqual([
      {
        account: 'panel',
        recipients: ['447700900001', '447700900002'],
        content: { alphabet: '7bit', text: 'Hi' },
        maxParts: 3,
        messageClass: 2,
        protocolId: 0,
        wantReport: true,
        route: 'auto',
      },
    ]);
  });

  it('carries every property, and everything of the query', async () => {
    const harness = createHarness();
    const asked = entry({
      from: 'ALARM',
      longMessageMaxParts: 5,
      messageClass: 'FLASH_SMS',
      protocolId: 'REPLACE_MESSAGE_1',
      routingGroup: 'PREMIUM',
      deliveryReports: 'NONE',
      userSuppliedId: 'zone 4',
      route: { via: 'modem' },
      unknown: true,
    });
    const query = '?deduplication-id=9&schedule-date=2030-06-15T14:00:01%2B01:00&schedule-description=later';
    expect((await submit(harness, [asked], query)).status).toBe(201);
    expect(harness.taken).toEqual([
      {
        account: 'panel',
        recipients: ['447700900001'],
        content: { alphabet: '7bit', text: 'Hi' },
        maxParts: 5,
        messageClass: 0,
        protocolId: 65,
        wantReport: false,
        route: 'modem',
        sender: 'ALARM',
        routingGroup: 3,
        sourceId: 'zone 4',
        stopDupId: 9,
        sendAt: NOW + 3_601_000,
        schedulingDescription: 'later',
      },
    ]);
  });

  it.each<[string, object, string, object]>([
    ['numbers for names', { messageClass: 3, protocolId: 255 }, '', { messageClass: 3, protocolId: 255 }],
    ['null for nothing', { messageClass: 2, from: null, route: null }, '', { route: 'auto' }],
    ['a repliable sender', { from: { type: 'REPLIABLE' } }, '', { repliable: true }],
    [
      'an ALPHANUMERIC sender of digits, and its type',
      { from: { type: 'ALPHANUMERIC', address: '12345678' } },
      '',
      { sender: '12345678', senderType: 'ALPHANUMERIC' },
    ],
    ['a group', { to: { type: 'GROUP', id: 7 } }, '', { recipients: ['447700900001', '447700900002'] }],
    ['other characters as 16bit', { body: 'ж€' }, '', { content: { alphabet: '16bit', text: 'ж€' } }],
    [
      'other characters as ?',
      { body: 'ж€' },
      '?auto-unicode=false',
      { content: { alphabet: '7bit', text: '?€' } },
    ],
    ['UNICODE', { body: 'Hi', encoding: 'UNICODE' }, '', { content: { alphabet: '16bit', text: 'Hi' } }],
    [
      'BINARY',
      { body: '0100ff', encoding: 'BINARY' },
      '',
      { content: { alphabet: '8bit', octets: '0100FF' } },
    ],
  ])('takes %s', async (_what, more, query, expected) => {
    const harness = createHarness();
    expect((await submit(harness, entry(more), query)).status).toBe(201);
    expect(harness.taken[0]).toMatchObject(expected);
  });

  it.each([
    ['12345', undefined],
    ['12345', 'SHORTCODE'],
    ['447700900100', 'INTERNATIONAL'],
    ['ALARM', 'ALPHANUMERIC'],
  ])('takes the sender %s of type %s for the same as that of send_sms', async (address, type) => {
    const harness = createHarness();
    await submit(harness, entry({ from: type === undefined ? address : { type, address } }));
    expect(harness.taken[0]).toMatchObject({ sender: address });
    expect(harness.taken[0]).not.toHaveProperty('senderType');
  });

  it.each([0, -1, -2147483648, 2147483647])(
    'takes %i for a deduplication-id: what is not above 0 was refused',
    async (stopDupId) => {
      const harness = createHarness();
      expect((await submit(harness, entry(), `?deduplication-id=${stopDupId}`)).status).toBe(201);
      expect(harness.taken).toMatchObject([{ stopDupId }]);
    },
  );

  it.each<[RegExp, unknown, string]>([
    [/^request body: expected JSON in UTF-8$/, '{', ''],
    [/^request body: expected JSON in UTF-8$/, '', ''],
    [/^expected a message: an object with to and body$/, '7', ''],
    [/^no entry, expected at least one$/, [], ''],
    [/^to: expected a number/, { body: 'Hi' }, ''],
    [/^to: "x", expected an international number/, entry({ to: 'x' }), ''],
    [/^to: "99", expected the id of a group/, entry({ to: { type: 'GROUP', id: '99' } }), ''],
    [/^to: no recipient/, entry({ to: [] }), ''],
    [/^to: 447700900001 is given twice/, entry({ to: ['447700900001', '+447700900001'] }), ''],
    [/^body: expected a text in quotes$/, { to: '447700900001' }, ''],
    [/^body: missing/, entry({ body: '' }), ''],
    [/^body: needs 4 parts, expected at most 3/, entry({ body: 'a'.repeat(460) }), ''],
    [/^body: holds half a surrogate pair/, entry({ body: 'ж\ud83d' }), ''],
    [/^body: its first octet announces/, entry({ body: '0500', encoding: 'BINARY' }), ''],
    [/^encoding: expected TEXT/, entry({ encoding: 'EBCDIC' }), ''],
    [/^messageClass: expected an integer from 0 to 3 or one of FLASH_SMS/, entry({ messageClass: 4 }), ''],
    [/^protocolId: expected an integer from 0 to 255 or one of IMPLICIT/, entry({ protocolId: 'X' }), ''],
    [/^longMessageMaxParts: expected an integer from 1 to 127$/, entry({ longMessageMaxParts: 128 }), ''],
    [/^from: "ABCDEFGHIJKL"/, entry({ from: 'ABCDEFGHIJKL' }), ''],
    [/^userSuppliedId: expected at most 20/, entry({ userSuppliedId: 'x'.repeat(21) }), ''],
    [
      /^route: polcy is not known, expected an object with via, policy, routes,/,
      entry({ route: { polcy: 'alarm' } }),
      '',
    ],
    [/^route\.via: expected auto, gateway or modem/, entry({ route: { via: 'pigeon' } }), ''],
    [/^entry 1, to: "x"/, [entry(), entry({ to: 'x' })], ''],
    [
      /^deduplication-id: expected an integer from -2147483648 to 2147483647$/,
      entry(),
      '?deduplication-id=2147483648',
    ],
    [/^deduplication-id: expected/, entry(), '?deduplication-id=1.5'],
    [/^deduplication-id: expected/, entry(), '?deduplication-id=1&deduplication-id=2'],
    [/^schedule-date: expected a time such as/, entry(), '?schedule-date=tomorrow'],
    [/^schedule-date: more than two years/, entry(), '?schedule-date=2033-01-01T00:00:00Z'],
    [/^auto-unicode: expected true or false/, entry(), '?auto-unicode=maybe'],
  ])('refuses with %s', async (detail, body, query) => {
    const harness = createHarness();
    const { status, json } = await submit(harness, body, query);
    expect(status).toBe(400);
    expect(json).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400 });
    expect(json['detail']).toMatch(detail);
    expect(harness.taken).toEqual([]);
  });

  it('refuses another content type with 415 and a body over 1 MiB with 413', async () => {
    const { app } = createHarness();
    const post = (type: string, payload: string) =>
      app.inject({
        method: 'POST',
        url: '/v1/messages',
        headers: { ...panel, 'content-type': type },
        payload,
      });
    expect((await post('text/plain', '{}')).statusCode).toBe(415);
    expect((await post('application/json', ' '.repeat(1024 * 1024 + 1))).statusCode).toBe(413);
  });

  it('says 503 when nothing could be taken', async () => {
    const harness = createHarness();
    harness.breakWith(new UnavailableError('the disk is full'));
    const { status, json } = await submit(harness, entry());
    expect(status).toBe(503);
    expect(json['detail']).toBe('nothing was accepted, try again: the disk is full');
  });
});

describe('authentication', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['a wrong password', basic('panel', 'x')],
    ['another scheme', { authorization: 'Bearer x' }],
    ['what is no pair', { authorization: `Basic ${Buffer.from('panel').toString('base64')}` }],
  ])('401 for %s', async (_what, headers) => {
    const { app, taken } = createHarness();
    const response = await app.inject({ method: 'POST', url: '/v1/messages', headers, payload: entry() });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toMatch(/^Basic /);
    expect(response.json()).toMatchObject({ status: 401, title: 'Unauthorized' });
    expect(taken).toEqual([]);
  });
});

describe('GET /v1/messages', () => {
  const get = async ({ app }: Harness, path: string, headers = panel) => {
    const response = await app.inject({ url: `/v1/messages${path}`, headers });
    return {
      status: response.statusCode,
      json: response.json<{ id: string; status: object; detail: string }[]>(),
    };
  };

  it('lists the messages of the account, newest first', async () => {
    const harness = createHarness();
    for (const id of [1, 2, 3]) harness.put({ id, account: id === 2 ? 'other' : 'panel' });
    expect((await get(harness, '')).json.map(({ id }) => id)).toEqual(['3', '1']);
    expect((await get(harness, '?limit=1')).json.map(({ id }) => id)).toEqual(['3']);
    expect((await get(harness, '?state=delivered')).json).toEqual([]);
    expect((await get(harness, '', other)).json.map(({ id }) => id)).toEqual(['2']);
  });

  it.each([
    '?limit=0',
    '?limit=1001',
    '?state=lost',
    '?filter=x',
    '?filter=x%3D1',
    '?filter=type%3DX',
    '?filter=status.type%3DX',
    '?sortOrder=up',
  ])('refuses %s', async (query) => {
    expect((await get(createHarness(), query)).status).toBe(400);
  });

  it('shows one message, in the words of the JSON API', async () => {
    const harness = createHarness();
    const route = {
      state: 'expired' as const,
      via: null,
      reason: null,
      notes: [],
      attempts: [],
      segments: [],
    };
    harness.put({ id: 1, alphabet: '8bit', messageClass: 2, route });
    const { json } = await get(harness, '/1');
    expect(json).toMatchObject({
      encoding: 'BINARY',
      messageClass: 2,
      status: { id: 'FAILED.EXPIRED', type: 'FAILED', subtype: 'EXPIRED' },
      route,
    });
  });

  it.each(['/2', '/99', '/x', '/1e0', '/'.concat('9'.repeat(16))])('knows no %s', async (path) => {
    const harness = createHarness();
    harness.put({ id: 1 });
    harness.put({ id: 2, account: 'other' });
    const { status, json } = await get(harness, path);
    expect(status).toBe(404);
    expect(json).toMatchObject({ detail: 'no such message in this account' });
  });

  it('says in JSON which calls there are', async () => {
    const response = await createHarness().app.inject({ url: '/v1/credits', headers: panel });
    expect(response.statusCode).toBe(404);
    expect(response.json<{ detail: string }>().detail).toContain('POST and GET /v1/messages');
  });
});

describe('cancel and retry', () => {
  const call = ({ app }: Harness, path: string) =>
    app.inject({ method: 'POST', url: `/v1/messages${path}`, headers: panel });

  it('answer with the message', async () => {
    const harness = createHarness();
    harness.put({ id: 1 });
    const response = await call(harness, '/1/cancel');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      status: { id: 'FAILED.NOT_SENT' },
      route: { state: 'cancelled' },
    });
  });

  it('answer 409 with a sentence when it cannot be', async () => {
    const harness = createHarness();
    harness.put({ id: 1 });
    const response = await call(harness, '/1/retry');
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ title: 'Conflict', detail: 'message 1 is not in a final state' });
  });

  it('do not reach into another account', async () => {
    const harness = createHarness();
    harness.put({ id: 1, account: 'other' });
    expect((await call(harness, '/1/cancel')).statusCode).toBe(404);
  });
});
