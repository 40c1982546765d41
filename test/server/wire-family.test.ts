import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, NOW, type Harness } from './support';

const USER = 'username=panel&password=secret';
const MESSAGE = `${USER}&msisdn=447700900001&message=Hi`;

/** Each call of the family: a request that it takes, as clients write it, and its answer. */
const CALLS: [name: string, path: string, form: string, answer: string][] = [
  ['send_sms', '/eapi/submission/send_sms/2/2.0', MESSAGE, '0|IN_PROGRESS|30430'],
  [
    'send_batch',
    '/eapi/submission/send_batch/1/1.0',
    `${USER}&batch_data=msisdn,message%0a"447700900001","Hi"`,
    '0|IN_PROGRESS|30430',
  ],
  ['quote_sms', '/eapi/submission/quote_sms/2/2.0', MESSAGE, '0|Quotation issued|1.00'],
  [
    'get_report',
    '/eapi/status_reports/get_report/2/2.0',
    `${USER}&batch_id=30430`,
    '0|Results to follow\n\n447700900001|10\n',
  ],
  ['get_credits', '/eapi/user/get_credits/1/1.1', USER, '0|2101.15'],
  [
    'get_inbox 1/1.0',
    '/eapi/reception/get_inbox/1/1.0',
    `${USER}&last_retrieved_id=0`,
    '0|records to follow|0\n\n',
  ],
  [
    'get_inbox 1/1.1',
    '/eapi/reception/get_inbox/1/1.1',
    `${USER}&last_retrieved_id=0`,
    '0|records to follow|0\n\n',
  ],
];

const TYPE = 'Content-Type: application/x-www-form-urlencoded\r\n';
let harness: Harness;
let port: number;

beforeEach(async () => {
  harness = createHarness();
  harness.batches.push({
    recipient: '447700900001',
    submission: { content: { alphabet: '7bit', text: 'Hi' } } as never,
    parts: 1,
    state: 'submitted',
    createdAt: NOW,
    stateAt: NOW,
    code: null,
    gatewayStatus: null,
    reportStatus: null,
  });
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  port = (harness.app.server.address() as AddressInfo).port;
});

afterEach(() => harness.app.close());

/** The body that comes back for these bytes; an answer in chunks is put together. */
async function exchange(head: string, body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${head}\r\nHost: x\r\nConnection: close\r\n${body}`, 'latin1');
  const [answered = '', ...rest] = (await text(socket)).split('\r\n\r\n');
  expect(answered).toMatch(/^HTTP\/1\.1 200 /);
  expect(answered).toMatch(/content-length/i);
  return rest.join('\r\n\r\n');
}

const posted = (path: string, form: string, headers = TYPE) =>
  exchange(`POST ${path} HTTP/1.1`, `${headers}Content-Length: ${form.length}\r\n\r\n${form}`);

describe.each(CALLS)('%s is answered the same', (_name, path, form, answer) => {
  it('by POST', async () => expect(await posted(path, form)).toBe(answer));

  it('by GET', async () => {
    const query = form.replaceAll('"', '%22');
    expect(await exchange(`GET ${path}?${query} HTTP/1.1`, '\r\n')).toBe(answer);
  });

  it('at an address that ends in a question mark', async () =>
    expect(await posted(`${path}?`, form)).toBe(answer));

  it('in chunks, one of them cut within an escape', async () => {
    const cuts = [form.slice(0, 3), form.slice(3, -2), form.slice(-2), ''];
    const chunks = cuts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
    expect(
      await exchange(`POST ${path} HTTP/1.1`, `${TYPE}Transfer-Encoding: chunked\r\n\r\n${chunks}`),
    ).toBe(answer);
  });

  it('without a content type, or with a character set named', async () => {
    expect(await posted(path, form, '')).toBe(answer);
    harness.taken.length = 0;
    const typed = 'Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n';
    expect((await posted(path, form, typed)).replace('30431', '30430')).toBe(answer);
  });

  it('with raw spaces, unknown parameters, and every flag an explicit zero', async () => {
    const flags = ['repliable', 'strip_dup_recipients', 'test_always_succeed', 'test_always_fail'];
    const zeros = [...flags, 'allow_concat_text_sms'].map((flag) => `${flag}=0`).join('&');
    expect(await posted(path, `${form}&${zeros}&client=Panel 2 v1.0&=&`)).toBe(answer);
  });
});
