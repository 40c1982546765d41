import { describe, expect, it } from 'vitest';
import { eventually } from '../support/daemon-process';
import { startWorld, type World } from '../support/daemon-in-process';
import { startReceiver } from '../support/receiver';

const BATCH = 'submission/send_batch/1/1.0';
const REPORT = 'status_reports/get_report/2/2.0';
const INBOX = 'reception/get_inbox/1/1.1';

async function startListening(world: World = {}) {
  const receiver = await startReceiver();
  const push = `push: { status: "${receiver.url}/status?app=1", replies: "${receiver.url}/reply", webhook: "${receiver.url}/hook" }`;
  const running = await startWorld({ ...world, account: `, timeZone: UTC, ${push}` });
  const next = (path: string, n = 0) =>
    eventually(
      () => `push ${n} to ${path}; there were ${JSON.stringify(receiver.seen)}`,
      () => receiver.seen.filter((push) => push.path === path)[n],
    );
  return { ...running, receiver, next };
}

describe('a status', () => {
  it('is pushed for a message by modem when it is delivered', async () => {
    const { send, ended, receiver, gateway, call } = await startListening({ reportStatus: 0 });
    await gateway.unplug();
    const { id } = await send({ source_id: 'abc', msisdn: '447700900005' });
    await ended(id, 'delivered');
    // The report may be there before the message has come to rest as submitted.
    const pushed = await eventually('status 11', () =>
      receiver.seen.find(({ query }) => query['status'] === '11'),
    );
    expect(pushed).toMatchObject({
      method: 'GET',
      path: '/status',
      query: {
        app: '1',
        msisdn: '447700900005',
        batch_id: String(id),
        source_id: 'abc',
        completed_time: expect.stringMatching(/^\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      },
    });
    expect(await call(REPORT, { batch_id: String(id), optional_fields: 'source_id' })).toBe(
      '0|Results to follow\n\n447700900005|11|abc\n',
    );
  });

  it('that the gateway pushes makes its message delivered, and is pushed on', async () => {
    const { send, next, ended, daemon, gateway, call } = await startListening();
    const { id } = await send();
    const batch = gateway.accepted[0]!.batchId;
    const query = `msisdn=447700900001&batch_id=${batch}&completed_time=26-01-01+00:00:00&source_id=`;
    const tell = (status: number) => fetch(`${daemon().url}/push/g/status?${query}&status=${status}`);
    expect((await tell(11)).status).toBe(200);
    const { route } = await ended(id, 'delivered');
    expect(route).toMatchObject({ via: 'gateway', attempts: [{ reportStatus: 11 }] });
    expect((await next('/status', 1)).query).toMatchObject({ status: '11', batch_id: String(id) });
    expect(await call(REPORT, { batch_id: String(id) })).toContain('447700900001|11');
  });

  it.each([
    [11, 'delivered', [10, 12, 70, 53, 11]],
    [53, 'failed', [10, 0, 70, 50]],
  ] as const)('%i of a gateway was undone by one that came late', async (last, state, late) => {
    const { send, ended, daemon, gateway, call } = await startListening();
    const { id } = await send();
    const batch = gateway.accepted[0]!.batchId;
    const tell = (status: number) =>
      fetch(`${daemon().url}/push/g/status?msisdn=447700900001&batch_id=${batch}&status=${status}`);
    await tell(last);
    await ended(id, state);
    for (const status of late) expect((await tell(status)).status).toBe(200);
    expect((await ended(id, state)).route.attempts).toMatchObject([{ reportStatus: last }]);
    expect(await call(REPORT, { batch_id: String(id) })).toContain(`447700900001|${last}`);
    if (last === 53) {
      await tell(11);
      await ended(id, 'delivered');
    }
  });

  it('of a failure that the gateway pushes makes its message failed', async () => {
    const { send, ended, daemon, gateway } = await startListening();
    const { id } = await send();
    const batch = gateway.accepted[0]!.batchId;
    await fetch(`${daemon().url}/push/g/status?msisdn=447700900001&batch_id=${batch}&status=57`);
    expect((await ended(id, 'failed')).route.reason).toBe('g reported status 57');
  });

  it('of a message that is not known here is not acknowledged, for the gateway to try again', async () => {
    const { daemon } = await startListening();
    const tell = (query: string) => fetch(`${daemon().url}/push/g/status?${query}`);
    expect((await tell('msisdn=447700900001&batch_id=5&status=11')).status).toBe(404);
    expect((await tell('msisdn=x&batch_id=5&status=11')).status).toBe(400);
  });

  it('is posted to a webhook in the shape of the JSON API', async () => {
    const { send, next } = await startListening();
    const { id } = await send({ source_id: 'abc' });
    const { method, body } = await next('/hook');
    expect(method).toBe('POST');
    expect(JSON.parse(body)).toMatchObject([
      {
        id: String(id),
        type: 'SENT',
        userSuppliedId: 'abc',
        status: { type: 'SENT' },
        route: { via: 'gateway' },
      },
    ]);
  });

  it('is not pushed without want_report', async () => {
    const { send, receiver, next } = await startListening();
    await send({ want_report: '0' });
    await send({ source_id: 'second' });
    expect((await next('/status')).query['source_id']).toBe('second');
    expect(JSON.parse((await next('/hook')).body)).toMatchObject([{ userSuppliedId: 'second' }]);
    expect(receiver.seen).toHaveLength(2);
  });

  it('that nobody takes is not tried again at once, and no message waits for it', async () => {
    const { send, receiver, next } = await startListening();
    receiver.answerWith(503);
    await send();
    await send();
    await Promise.all([next('/status', 1), next('/hook', 1)]);
    expect(receiver.seen).toHaveLength(4);
  });
});

describe('a push of a gateway with a pushKey', () => {
  it('is taken with that key only', async () => {
    const { daemon } = await startWorld({ gatewaySettings: ', pushKey: "s3cret"' });
    const tell = (key: string) =>
      fetch(`${daemon().url}/push/g/status?msisdn=447700900001&batch_id=1&status=11${key}`);
    expect((await tell('')).status).toBe(403);
    expect((await tell('&key=wrong')).status).toBe(403);
    expect((await tell('&key=s3cret')).status).toBe(404);
  });
});

describe('a reply', () => {
  it('over the modem refers to the last message to its sender', async () => {
    const { send, next, call, gateway, network, modem } = await startListening();
    await gateway.unplug();
    await send({ source_id: 'first', msisdn: '447700900005' });
    const { id } = await send({ source_id: 'last', msisdn: '447700900005' });
    await send({ msisdn: '447700900006' });
    network.deliver(modem.number, { from: '+447700900005', alphabet: '7bit', text: 'Yes [ok]' });
    expect((await next('/reply')).query).toMatchObject({
      sender: '447700900005',
      dca: '7bit',
      msg_id: '1',
      source_id: 'last',
      referring_batch_id: String(id),
    });
    expect(await call(INBOX, {})).toMatch(
      new RegExp(
        `^0\\|records to follow\\|1\n\n1\\|447700900005\\|Yes .<ok.>\\|[-: \\d]{19}\\|\\|${id}\\|7bit\n$`,
      ),
    );
    const { body } = await next('/hook', 3);
    expect(JSON.parse(body)).toMatchObject([
      {
        id: 'R1',
        type: 'RECEIVED',
        body: 'Yes [ok]',
        relatedSentMessageId: String(id),
        userSuppliedId: 'last',
      },
    ]);
  });

  it('in several parts is joined', async () => {
    const { call, network, modem } = await startListening();
    const text = 'Это длинно. '.repeat(12);
    network.deliver(modem.number, { from: '+447700900001', alphabet: '16bit', text });
    const answer = await eventually('the message', async () => {
      const inbox = await call(INBOX, {});
      return inbox.includes('|1\n') ? inbox : undefined;
    });
    expect(answer).toContain(Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase());
  });

  it('that a gateway pushes lands in the inbox once, with our batch_id', async () => {
    const { send, next, daemon, gateway, call, receiver } = await startListening();
    const { id } = await send({ source_id: 'abc' });
    const batch = gateway.accepted[0]!.batchId;
    const query = `msisdn=447700900100&sender=447700900001&message=Yes%BB%3C&dca=7bit&msg_id=77&source_id=abc&referring_batch_id=${batch}&received_time=26-01-01`;
    for (let time = 0; time < 2; time++)
      expect((await fetch(`${daemon().url}/push/g/reply?${query}`)).status).toBe(200);
    expect((await next('/reply')).query).toMatchObject({
      msisdn: '447700900100',
      referring_batch_id: String(id),
      source_id: 'abc',
    });
    expect(await call(INBOX, {})).toMatch(/^0\|records to follow\|1\n\n1\|447700900001\|Yes.<\|/);
    expect(receiver.seen.filter(({ path }) => path === '/reply')).toHaveLength(1);
  });

  it('keeps its own time, and its source_id where the message that it refers to is not known here', async () => {
    const { send, daemon, gateway } = await startListening({ gatewaySettings: ', timeZone: Europe/Berlin' });
    await send({ source_id: 'ours' });
    const batch = gateway.accepted[0]!.batchId;
    const query = `sender=447700900001&message=Yes&received_time=26-07-01+12:00:05&source_id=theirs`;
    await fetch(`${daemon().url}/push/g/reply?${query}&msg_id=1&referring_batch_id=${batch}`);
    await fetch(`${daemon().url}/push/g/reply?${query}&msg_id=2&referring_batch_id=99`);
    const headers = { authorization: `Basic ${Buffer.from('panel:secret').toString('base64')}` };
    const listed = await fetch(`${daemon().url}/v1/messages?filter=type%3DRECEIVED`, { headers });
    const submission = { date: '2026-07-01T10:00:05.000Z' };
    expect(await listed.json()).toMatchObject([
      { id: 'R2', userSuppliedId: 'theirs', relatedSentMessageId: null, submission },
      { id: 'R1', userSuppliedId: 'ours', submission },
    ]);
  });

  it('by a webhook of the JSON API, and a status there, are taken as well', async () => {
    const { send, ended, daemon, gateway } = await startListening();
    const { id } = await send();
    const batch = String(gateway.accepted[0]!.batchId);
    const response = await fetch(`${daemon().url}/push/g/webhook`, {
      method: 'POST',
      body: JSON.stringify([
        { id: batch, type: 'SENT', status: { id: 'FAILED.EXPIRED', type: 'FAILED', subtype: 'EXPIRED' } },
        {
          id: '9',
          type: 'RECEIVED',
          from: '447700900001',
          to: '447',
          body: 'Ok',
          relatedSentMessageId: batch,
        },
      ]),
    });
    expect(response.status).toBe(200);
    await ended(id, 'failed');
    const authorization = `Basic ${Buffer.from('panel:secret').toString('base64')}`;
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${daemon().url}/v1/${path}`, { headers: { authorization } })).json();
    expect(await get('messages?filter=type%3DRECEIVED')).toMatchObject([
      { id: 'R1', body: 'Ok', relatedSentMessageId: String(id) },
    ]);
    expect(await get('messages/R1')).toMatchObject({ id: 'R1' });
    expect(await get(`messages/${id}/relatedReceivedMessages`)).toMatchObject([{ id: 'R1' }]);
    expect(await get('messages?filter=status.id%3DFAILED.EXPIRED')).toEqual([]);
    expect(await get('messages?filter=status.type%3DFAILED')).toMatchObject([{ id: String(id) }]);
  });
});

describe('a batch', () => {
  const batch_data = 'msisdn,message\n447700900001,one\n447700900002,two';

  it('has one batch_id, under which get_report knows all of it', async () => {
    const { call, ended } = await startWorld();
    await call('submission/send_sms/2/2.0', { msisdn: '447700900009', message: 'x' });
    expect(await call(BATCH, { batch_data })).toBe('0|IN_PROGRESS|2');
    await Promise.all([ended(2), ended(3)]);
    expect(await call(REPORT, { batch_id: '2', optional_fields: 'body' })).toBe(
      '0|Results to follow\n\n447700900001|10|one\n447700900002|10|two\n',
    );
    expect(await call(REPORT, { batch_id: '3' })).toBe('0|Results to follow\n\n');
  });

  it('shares the name space of stop_dup_id with send_sms, across restarts', async () => {
    const { call, post, restart, gateway, ended } = await startWorld();
    const first = await call(BATCH, { batch_data, stop_dup_id: '7' });
    expect(await call(BATCH, { batch_data, stop_dup_id: '7' })).toBe(first);
    await Promise.all([ended(1), ended(2)]);
    await restart();
    expect(await post({ message: 'something else', stop_dup_id: '7' })).toBe(first);
    expect(gateway.accepted).toHaveLength(2);
  });
});

describe('the JSON API and the EAPI', () => {
  const submitJson = async (url: string, entries: unknown, query = '') => {
    const authorization = `Basic ${Buffer.from('panel:secret').toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify(entries);
    return fetch(`${url}/v1/messages${query}`, { method: 'POST', headers, body });
  };

  it('share ids, reports and the name space of stop_dup_id', async () => {
    const { call, post, daemon } = await startWorld();
    const entries = [
      { to: '447700900001', body: 'one' },
      { to: '447700900002', body: 'two' },
    ];
    const response = await submitJson(daemon().url, entries, '?deduplication-id=5');
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject([{ submission: { id: '1' } }, { submission: { id: '1' } }]);
    expect(await post({ message: 'one', stop_dup_id: '5' })).toBe('0|IN_PROGRESS|1');
    expect(await (await submitJson(daemon().url, entries, '?deduplication-id=5')).json()).toMatchObject([
      { id: '1' },
      { id: '2' },
    ]);
    expect(await call(REPORT, { batch_id: '1' })).toMatch(/447700900001\|\d+\n447700900002\|\d+\n$/);
  });

  it('answer a repeat as the first, also where it would be refused now: the JSON API said 400', async () => {
    const { daemon, post } = await startWorld();
    const { url } = daemon();
    const entry = { to: '447700900001', body: 'one' };
    await submitJson(url, entry, '?deduplication-id=5');
    const refused = [
      [{ ...entry, to: { type: 'GROUP', id: '77' } }, ''],
      [[{ ...entry, body: 'a'.repeat(500) }], ''],
      [{ ...entry, encoding: 'EBCDIC' }, ''],
      [entry, '&schedule-date=tomorrow'],
    ] as const;
    for (const [body, more] of refused) {
      const repeat = await submitJson(url, body, `?deduplication-id=5${more}`);
      expect(repeat.status).toBe(201);
      expect(await repeat.json()).toMatchObject([{ id: '1', body: 'one' }]);
      expect((await submitJson(url, body, `?deduplication-id=6${more}`)).status).toBe(400);
    }
    expect(await post({ message: '', stop_dup_id: '5' })).toBe('0|IN_PROGRESS|1');
    expect(daemon().queue.list()).toHaveLength(1);
  });

  it('remember a deduplication-id of 0 and below as any other', async () => {
    const { daemon } = await startWorld();
    for (const id of [0, -7]) {
      const submitted = async () => {
        const entry = { to: '447700900001', body: `of ${id}` };
        return (await submitJson(daemon().url, entry, `?deduplication-id=${id}`)).json();
      };
      const [first] = (await submitted()) as [{ id: string }];
      expect(await submitted()).toMatchObject([{ id: first.id, body: `of ${id}` }]);
    }
    expect(daemon().queue.list()).toHaveLength(2);
  });

  it('take an array as a whole or not at all', async () => {
    const { daemon } = await startWorld({ account: ', quota: { perHour: 2 }' });
    const entry = { to: '447700900001', body: 'x' };
    const response = await submitJson(daemon().url, [entry, entry, entry]);
    expect(response.status).toBe(403);
    expect(daemon().queue.list()).toEqual([]);
  });
});

describe('the quota of an account', () => {
  it('is answered 27 when it is used up, also after a restart; a duplicate costs nothing', async () => {
    const { post, restart } = await startWorld({ account: ', quota: { perHour: 3 }' });
    const first = await post({ message: 'x', msisdn: '447700900001,447700900002', stop_dup_id: '4' });
    expect(await post({ message: 'x', msisdn: '447700900001,447700900002' })).toMatch(/^27\|.*\|$/);
    await restart();
    expect(await post({ message: 'x', msisdn: '447700900001,447700900002', stop_dup_id: '4' })).toBe(first);
    expect(await post({ message: 'x' })).toMatch(/^0\|/);
    expect(await post({ message: 'x' })).toMatch(/^27\|/);
  });

  it('names the numbers that may be sent to', async () => {
    const { post } = await startWorld({ account: ', quota: { prefixes: ["+447"] }' });
    expect(await post({ message: 'x', msisdn: '447700900001' })).toMatch(/^0\|/);
    expect(await post({ message: 'x', msisdn: '4930123456' })).toMatch(
      /^24\|msisdn: 4930123456 is not allowed/,
    );
  });

  it('is asked of a test and of a quotation as well: both took what would have been refused', async () => {
    const { post, call } = await startWorld({ account: ', quota: { prefixes: ["+447"] }' });
    const form = { message: 'x', msisdn: '447700900001,4930123456' };
    const refusal = await post(form);
    expect(refusal).toBe('24|msisdn: 4930123456 is not allowed to this account, which may send to 447|');
    expect(await post({ ...form, test_always_succeed: '1' })).toBe(refusal);
    expect(await post({ ...form, test_always_fail: '1' })).toBe(refusal);
    expect(await call('submission/quote_sms/2/2.0', form)).toBe(refusal);
    const batch_data = 'msisdn,message\n4930123456,x';
    expect(await call(BATCH, { batch_data, test_always_succeed: '1' })).toBe(refusal);
  });
});

describe('a test flag with a stop_dup_id that was used', () => {
  it('is told what the flag asks for, or what is wrong; it repeats nothing', async () => {
    const { post, gateway, ended } = await startWorld();
    const first = await post({ message: 'x', stop_dup_id: '4' });
    expect(await post({ message: '', stop_dup_id: '4' })).toBe(first);
    await ended(1);
    for (const flag of ['test_always_succeed', 'test_always_fail']) {
      const message = await post({ message: '', stop_dup_id: '4', [flag]: '1' });
      expect(message).toBe('24|message: missing, expected the text of the message|');
    }
    expect(await post({ message: 'x', stop_dup_id: '4', test_always_fail: '1' })).toMatch(/^22\|/);
    expect(gateway.accepted).toHaveLength(1);
  });
});

describe('a scheduled message', () => {
  it('is answered 1, can be cancelled, and is status 1 and then 29', async () => {
    const { post, call, daemon } = await startWorld();
    const inAnHour = String(Math.floor(Date.now() / 1000) + 3600);
    expect(await post({ message: 'x', send_time_unixtime: inAnHour })).toBe('1|SCHEDULED|1');
    expect(await call(REPORT, { batch_id: '1' })).toContain('447700900001|1\n');
    const headers = { authorization: `Basic ${Buffer.from('panel:secret').toString('base64')}` };
    await fetch(`${daemon().url}/v1/messages/1/cancel`, { method: 'POST', headers });
    expect(await call(REPORT, { batch_id: '1' })).toContain('447700900001|29\n');
  });
});
