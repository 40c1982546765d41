import { PassThrough } from 'node:stream';
import pino from 'pino';
import { expect, it } from 'vitest';
import { eventually } from '../support/daemon-process';
import { startWorld } from '../support/daemon-in-process';

/** Each is unlike anything that belongs into a log, and never a part of another. */
const BODY = 'Qzx7body';
const SECRETS = {
  account: 'secret',
  gateway: 'gwPassw0rd',
  pushKey: 'pushK3y',
  pin: '74309',
  wrong: 'wr0ngguess',
  body: BODY,
  bodyAsHex: Buffer.from(BODY).toString('hex'),
};

it('no password, PIN, key or text of a message is logged at the usual level', async () => {
  const stream = new PassThrough();
  let log = '';
  stream.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const { daemon, gateway, network, modem, call, post, ended } = await startWorld({
    logger: pino({ level: 'info' }, stream),
    simPin: SECRETS.pin,
    modemSettings: `, pin: "${SECRETS.pin}"`,
    gatewaySettings: `, pushKey: ${SECRETS.pushKey}`,
    gatewayPassword: SECRETS.gateway,
    account: ', quota: { prefixes: ["447"] }',
    faults: [{ do: 'refuse', error: 'CMS 28', to: '+447700900666' }],
    reportStatus: 0,
  });
  const message = `${BODY} and more`;
  const url = daemon().url;
  const basic = (password: string) => `Basic ${Buffer.from(`panel:${password}`).toString('base64')}`;
  const json = (body: unknown, password = SECRETS.account) =>
    fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { authorization: basic(password), 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  // By the gateway: taken, refused with the credentials repeated, answer lost, by GET, twice and different.
  await post({ message, stop_dup_id: '7' });
  await ended(1);
  await post({ message: `${message}!`, stop_dup_id: '7' });
  gateway.behave({ code: 23, description: `invalid credentials (username was: u)` }, 'loseAnswer', 'answer');
  await post({ message });
  await ended(2);
  await post({ message });
  await ended(3);
  await fetch(
    `${url}/eapi/submission/send_sms/2/2.0?${new URLSearchParams({ username: 'panel', password: SECRETS.account, msisdn: '447700900001', message }).toString()}`,
  );
  await ended(4);
  // By the modem: taken, refused, concatenated; and what comes in there.
  await gateway.unplug();
  await post({ message, msisdn: '447700900666' });
  await ended(5);
  await post({ message: message.repeat(30), allow_concat_text_sms: '1', concat_text_sms_max_parts: '9' });
  await ended(6, 'delivered');
  network.deliver(modem.number, { from: '+447700900009', text: message });
  await eventually(
    'the message to come in',
    async () =>
      (await call('reception/get_inbox/1/1.1', { last_retrieved_id: '0' })).includes(BODY) || undefined,
  );
  // What is not valid, not allowed, not known, or not right.
  await post({ message: message.repeat(30) });
  await post({ message, msg_class: BODY, msisdn: `44${BODY}` });
  await post({ message, msisdn: '4930123456' });
  await call('submission/send_batch/1/1.0', { batch_data: `msisdn,message\n1x,"${message}"\n"${message}` });
  await call('submission/send_sms/2/2.0', { password: SECRETS.wrong, message });
  await fetch(`${url}/eapi/submission/send_sms/2/2.0`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `username=panel;password=${SECRETS.account};message=${BODY}`,
  });
  await json({ to: '1', body: message }, SECRETS.wrong);
  await json({ to: '447700900001', body: { text: message }, encoding: message });
  await json(`{"to":"1","body":"${message}`);
  const push = `${url}/push/g`;
  await fetch(`${push}/reply?key=${SECRETS.pushKey}&msisdn=1&sender=2&message=${BODY}&msg_id=1&dca=7bit`);
  await fetch(`${push}/reply?key=${SECRETS.wrong}&message=${BODY}`);
  await fetch(`${push}/status?key=${SECRETS.pushKey}&batch_id=${BODY}&status=x`);
  await fetch(`${push}/webhook?key=${SECRETS.pushKey}`, { method: 'POST', body: `[{"body":"${BODY}"` });

  expect(log).toContain('message 6: delivered');
  for (const [name, secret] of Object.entries(SECRETS)) {
    const lines = log.split('\n').filter((line) => line.toLowerCase().includes(secret.toLowerCase()));
    expect(lines, `lines that hold the ${name}`).toEqual([]);
  }
});
