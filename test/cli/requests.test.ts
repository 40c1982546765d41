import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { DaemonProcess } from '../support/daemon-process';
import { temporaryFolder } from '../support/temporary-outbox';
import { inProcess, runningDaemon } from './program';

const SEND_SMS = '/eapi/submission/send_sms/2/2.0';
const FORM = 'application/x-www-form-urlencoded';
const BASIC = `Basic ${Buffer.from('panel:secret').toString('base64')}`;
const GOOD = 'username=panel&password=secret&msisdn=447700900001&message=never';
const MEBIBYTE = 'x'.repeat(1 << 20);

interface Bad {
  what: string;
  method?: string;
  path: string;
  type?: string;
  body?: string;
  authorization?: string;
  answers: [status: number, words: string];
}

const BAD: Bad[] = [
  {
    what: 'a wrong password',
    path: SEND_SMS,
    body: GOOD.replace('secret', 'guess'),
    answers: [200, '23|invalid credentials (username was: panel)|'],
  },
  {
    what: 'no credentials at all',
    path: SEND_SMS,
    body: 'msisdn=447700900001&message=never',
    answers: [200, '23|invalid credentials (username was: )|'],
  },
  {
    what: 'a body of more than a mebibyte',
    path: SEND_SMS,
    body: `${GOOD}&x=${MEBIBYTE}`,
    answers: [200, '24|request body: larger than 1048576 bytes|'],
  },
  {
    what: 'a body of more than a mebibyte to the JSON API',
    path: '/v1/messages',
    type: 'application/json',
    authorization: BASIC,
    body: JSON.stringify({ to: '447700900001', body: 'never', x: MEBIBYTE }),
    answers: [413, 'request body: larger than 1048576 bytes'],
  },
  {
    what: 'JSON where a form belongs',
    path: SEND_SMS,
    type: 'application/json',
    body: JSON.stringify({ username: 'panel', password: 'secret' }),
    answers: [200, '24|content-type: "application/json", expected application/x-www-form-urlencoded|'],
  },
  {
    what: 'a form where JSON belongs',
    path: '/v1/messages',
    authorization: BASIC,
    body: GOOD,
    answers: [415, 'content-type: expected application/json'],
  },
  {
    what: 'JSON that is cut off',
    path: '/v1/messages',
    type: 'application/json',
    authorization: BASIC,
    body: '{"to":"447700900001","body":"nev',
    answers: [400, 'request body: expected JSON in UTF-8'],
  },
  {
    what: 'a wrong password at the JSON API',
    path: '/v1/messages',
    type: 'application/json',
    authorization: 'Basic cGFuZWw6Z3Vlc3M=',
    body: '{"to":"447700900001","body":"never"}',
    answers: [401, 'username and password of an account expected'],
  },
  {
    what: 'a call that there is not',
    path: '/eapi/submission/send_smss/2/2.0',
    body: GOOD,
    answers: [404, `no such call: POST /eapi/submission/send_smss/2/2.0; there are POST ${SEND_SMS}`],
  },
  {
    what: 'a method that there is not',
    method: 'DELETE',
    path: '/v1/messages',
    authorization: BASIC,
    answers: [404, 'no such call: DELETE /v1/messages'],
  },
  {
    what: 'a parameter that is wrong',
    path: SEND_SMS,
    body: `${GOOD}&msg_class=4`,
    answers: [200, '24|msg_class: "4", expected an integer from 0 to 3|'],
  },
];

async function answerOf(url: string, { method = 'POST', path, type = FORM, body, authorization }: Bad) {
  const headers = { 'content-type': type, ...(authorization !== undefined && { authorization }) };
  const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text() };
}

/** Announces the whole of a good request and ends the connection before its last byte. */
async function breakOff({ url }: DaemonProcess, how: 'end' | 'reset'): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  const gone = once(socket, 'close');
  socket.write(
    `POST ${SEND_SMS} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: ${GOOD.length}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.write(GOOD.slice(0, -1), resolve));
  if (how === 'end') socket.end();
  else socket.destroy();
  await gone;
  return answer;
}

describe('a bad request', () => {
  it('is answered with what is wrong, nothing is accepted by it, and the daemon goes on', async () => {
    const folder = temporaryFolder();
    const daemon = await runningDaemon(folder, 'modems: [{ name: stick, port: ./modem }]');
    expect(await daemon.post({ msisdn: '447700900001', message: 'before' })).toBe('0|IN_PROGRESS|1');
    for (const bad of BAD) {
      const { status, text } = await answerOf(daemon.url, bad);
      expect({ what: bad.what, status, text }).toEqual({
        what: bad.what,
        status: bad.answers[0],
        text: expect.stringContaining(bad.answers[1]) as string,
      });
    }
    expect(await breakOff(daemon, 'end')).toContain('the request ended before it was whole');
    await breakOff(daemon, 'reset');
    await daemon.says('a send_sms broke off before it was whole; nothing was accepted');
    expect(daemon.log()).not.toMatch(/"level":50|guess|secret/);

    expect(await daemon.post({ msisdn: '447700900001', message: 'after' })).toBe('0|IN_PROGRESS|2');
    const { stdout } = await inProcess(['queue', '--json', '--config', daemon.configFile]);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 2, body: 'after', route: { state: 'queued' } },
      { id: 1, body: 'before', route: { state: 'queued' } },
    ]);
  });
});
