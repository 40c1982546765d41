import { CONFIG, createHarness, type Harness } from '../support';

const GATEWAY = {
  name: 'g',
  protocol: 'json',
  url: 'http://127.0.0.1:1/v1',
  username: 'u',
  password: 'p',
  timeout: 1000,
  duplicateMemory: 0,
  connections: 1,
} as const;

/** The server with a gateway `g` that may push to it. */
export const createPushHarness = (timeZone?: string): Harness =>
  createHarness({ config: { ...CONFIG, gateways: [{ ...GATEWAY, timeZone }] } });

export const REPLY = { msg_id: '77', sender: '447700900001', msisdn: '447700900100', message: 'Yes' };

/** Pushes a reply as the EAPI does, `REPLY` with those changes. */
export async function pushReply({ app }: Harness, changes: Record<string, string> = {}): Promise<number> {
  const query = new URLSearchParams({ ...REPLY, ...changes }).toString();
  return (await app.inject({ url: `/push/g/reply?${query}` })).statusCode;
}

/** Posts an array as a webhook of the JSON API does. */
export async function pushWebhook({ app }: Harness, messages: unknown): Promise<number> {
  const payload = JSON.stringify(messages);
  return (await app.inject({ method: 'POST', url: '/push/g/webhook', payload })).statusCode;
}
