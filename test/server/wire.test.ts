import { once } from 'node:events';
import * as net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SEND_SMS, createHarness, type Harness } from './support';

const FORM = 'username=panel&password=secret&msisdn=447700900001&message=Hi';
const TYPE = 'Content-Type: application/x-www-form-urlencoded\r\n';

let harness: Harness;
let port: number;

beforeEach(async () => {
  harness = createHarness();
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  port = (harness.app.server.address() as net.AddressInfo).port;
});

afterEach(() => harness.app.close());

/** Writes these bytes to a new connection and reads until the server closes it. */
async function exchange(...pieces: string[]): Promise<{ status: number; body: string }> {
  const socket = net.connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const piece of pieces) await new Promise((resolve) => socket.write(piece, 'latin1', resolve));
  await once(socket, 'close');
  const [head = '', ...body] = Buffer.concat(chunks).toString('latin1').split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: body.join('\r\n\r\n') };
}

function request(body: string, { path = SEND_SMS, headers = TYPE } = {}): string {
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;
}

describe('clients in the field', () => {
  it('send a plain form', async () => {
    expect(await exchange(request(FORM))).toEqual({ status: 200, body: '0|IN_PROGRESS|30430' });
  });

  it('send it in chunks', async () => {
    const head = `POST ${SEND_SMS} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${TYPE}Transfer-Encoding: chunked\r\n\r\n`;
    const chunks = [FORM.slice(0, 20), FORM.slice(20)].map(
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
    );
    expect(await exchange(head, ...chunks, '0\r\n\r\n')).toEqual({
      status: 200,
      body: '0|IN_PROGRESS|30430',
    });
  });

  it('post to an address that ends in a bare question mark', async () => {
    expect((await exchange(request(FORM, { path: `${SEND_SMS}?` }))).body).toMatch(/^0\|/);
  });

  it('post with a query, which is ignored', async () => {
    const { body } = await exchange(request(FORM, { path: `${SEND_SMS}?message=No&msg_class=9` }));
    expect(body).toMatch(/^0\|/);
    expect(harness.taken[0]?.content).toEqual({ alphabet: '7bit', text: 'Hi' });
  });

  it('post to an address that ends in a slash', async () => {
    expect((await exchange(request(FORM, { path: `${SEND_SMS}/` }))).body).toMatch(/^0\|/);
  });

  it.each([`/eapi/${SEND_SMS.slice('/eapi'.length)}`, `/${SEND_SMS}//`, `http://sms.example//${SEND_SMS}`])(
    'post to %s: the base address ended in a slash, and 404 was the answer',
    async (path) => {
      expect((await exchange(request(FORM, { path }))).body).toMatch(/^0\|/);
    },
  );

  it('send slashes in a message, which stay', async () => {
    const query = FORM.replace('Hi', 'http://x//y');
    await exchange(`GET /${SEND_SMS}?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(harness.taken[0]?.content).toMatchObject({ text: 'http://x//y' });
  });

  it('name the whole address in the request line, as to a proxy', async () => {
    const path = `http://bulksms.vsms.net:5567${SEND_SMS}`;
    expect((await exchange(request(FORM, { path }))).body).toMatch(/^0\|/);
  });

  it('wait for 100 Continue before they send the form', async () => {
    const whole = request(FORM, { headers: `${TYPE}Expect: 100-continue\r\n` });
    const socket = net.connect(port, '127.0.0.1');
    socket.write(whole.slice(0, -FORM.length));
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(harness.taken).toEqual([]);
    socket.write(FORM);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 [^]*\r\n\r\n0\|IN_PROGRESS\|30430$/);
  });

  it('name no content type', async () => {
    expect((await exchange(request(FORM, { headers: '' }))).body).toMatch(/^0\|/);
  });

  it('encode nothing: raw spaces and bytes of ISO-8859-1', async () => {
    await exchange(request(`${FORM} Mom \xa3 \xe9 100% \xbbe`));
    expect(harness.taken[0]?.content).toEqual({ alphabet: '7bit', text: 'Hi Mom £ é 100% €' });
  });

  it.each(['1.0', '1.1'])('encode nothing in a GET of HTTP/%s either, as PHP', async (version) => {
    const query = FORM.replace('Hi', 'php raw \xa3 get %');
    const { status, body } = await exchange(
      `GET ${SEND_SMS}?${query} HTTP/${version}\r\nHost: x\r\nConnection: keep-alive\r\n\r\n`,
    );
    expect({ status, body }).toEqual({ status: 200, body: '0|IN_PROGRESS|30430' });
    expect(harness.taken[0]?.content).toMatchObject({ text: 'php raw £ get %' });
  });

  it.each([
    'GET / HTTP/1.1\r\nBad Field: x\r\n\r\n',
    'GET /a b HTTP/2.0\r\n\r\n',
    'GET /a b HTTP/1.1\r\nBad Field: x\r\n\r\n',
    'GET /a b HTTP/1.1\r\nHost: x\r\n\r\nx',
    'POST /a b HTTP/1.1\r\nHost: x\r\n\r\n',
  ])('are refused in one line all the same where it is no such GET: %j', async (bytes) => {
    expect(await exchange(bytes)).toMatchObject({ status: 400 });
    expect(harness.taken).toEqual([]);
  });

  it('send plus signs and encoded spaces', async () => {
    await exchange(request(`${FORM}+Mom%20%26%20Dad`));
    expect(harness.taken[0]?.content).toMatchObject({ text: 'Hi Mom & Dad' });
  });

  it('speak HTTP/1.0', async () => {
    const head = `POST ${SEND_SMS} HTTP/1.0\r\n${TYPE}Content-Length: ${FORM.length}\r\n\r\n`;
    expect((await exchange(head + FORM)).body).toMatch(/^0\|/);
  });

  it('ask for a call and for other things before the first answer is there', async () => {
    const open = (text: string): string => text.replace('Connection: close\r\n', '');
    const health = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const { body } = await exchange(open(request(FORM)) + health + request(FORM));
    const answers = body.match(/0\|IN_PROGRESS\|\d+|\{"status":"ok"\}/g);
    expect(answers).toEqual(['0|IN_PROGRESS|30430', '{"status":"ok"}', '0|IN_PROGRESS|30431']);
  });

  it('send one message after the other on one connection', async () => {
    const first = request(FORM).replace('Connection: close\r\n', '');
    const { body } = await exchange(first + request(FORM));
    expect(body).toContain('0|IN_PROGRESS|30430');
    expect(body).toContain('0|IN_PROGRESS|30431');
  });
});

describe('what comes broken', () => {
  it('a form without Content-Length is answered like one that is empty, not in plain text', async () => {
    const { status, body } = await exchange(request(FORM).replace(/Content-Length: \d+\r\n/, ''));
    expect({ status, body }).toEqual({ status: 200, body: '23|invalid credentials (username was: )|' });
    expect(harness.taken).toEqual([]);
  });

  it('a truncated body sends nothing', async () => {
    const socket = net.connect(port, '127.0.0.1');
    const gone = new Promise((resolve) =>
      harness.app.server.once('connection', (peer) => peer.once('close', resolve)),
    );
    socket.end(request(FORM).slice(0, -1));
    socket.on('error', () => undefined).resume();
    await gone;
    expect(harness.taken).toEqual([]);
  });

  it('a truncated chunked body sends nothing', async () => {
    const gone = new Promise((resolve) =>
      harness.app.server.once('connection', (peer) => peer.once('close', resolve)),
    );
    const socket = net.connect(port, '127.0.0.1');
    const chunk = `${FORM.length.toString(16)}\r\n${FORM}\r\n`;
    socket.end(`POST ${SEND_SMS} HTTP/1.1\r\nHost: x\r\n${TYPE}Transfer-Encoding: chunked\r\n\r\n${chunk}`);
    socket.on('error', () => undefined).resume();
    await gone;
    expect(harness.taken).toEqual([]);
  });

  it('a body of 2 MiB is read to its end and answered', async () => {
    const { status, body } = await exchange(request(`${FORM}${'x'.repeat(2 * 1024 * 1024)}`));
    expect({ status, body }).toEqual({ status: 200, body: '24|request body: larger than 1048576 bytes|' });
  });

  it('that counts its body in characters was accepted and told 400', async () => {
    await harness.app.close();
    const receipt = { id: 7, messageIds: [7], scheduled: false, duplicate: false };
    const submit = async () => {
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      return receipt;
    };
    harness = createHarness({ intake: { submit, submitAll: submit, earlier: () => undefined } });
    await harness.app.listen({ host: '127.0.0.1', port: 0 });
    port = (harness.app.server.address() as net.AddressInfo).port;
    for (const rest of ['5', '&x=1', '\0', '  ']) {
      expect(await exchange(request(FORM) + rest)).toEqual({ status: 200, body: '0|IN_PROGRESS|7' });
      expect(await exchange(request(FORM).replace('close', 'keep-alive') + rest)).toMatchObject({
        body: '0|IN_PROGRESS|7',
      });
    }
  });

  it('what is not HTTP gets one line', async () => {
    expect(await exchange('AT+CMGF=0\r\n\r\n')).toEqual({
      status: 400,
      body: 'the request is not valid HTTP/1.1\n',
    });
  });

  it('headers over 16 KiB get one line', async () => {
    const { status, body } = await exchange(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(status).toBe(431);
    expect(body).toMatch(/more than 16384 bytes\n$/);
  });

  it('an unknown path gets one line that says which calls there are', async () => {
    const { status, body } = await exchange(request(FORM, { path: '/eapi/submission/send_sms/1/1.0' }));
    expect(status).toBe(404);
    expect(body).toMatch(
      /^no such call: POST \/eapi\/submission\/send_sms\/1\/1\.0; there are POST \/eapi.*\n$/,
    );
  });

  it('an address that cannot be decoded gets one line', async () => {
    const { status, body } = await exchange(request(FORM, { path: '/%zz' }));
    expect(status).toBe(400);
    expect(body).toMatch(/^bad request: .*\n$/);
  });
});
