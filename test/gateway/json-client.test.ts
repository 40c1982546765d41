import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayConfig } from '../../src/config/types';
import { createJsonGateway, outcomeOf } from '../../src/gateway/json-client';
import type { Submission } from '../../src/submission/submission';
import type { Outcome } from '../../src/submission/outcome';
import { silentLogger } from '../support/silent-logger';
import { offerOf } from './support';

const never = new AbortController().signal;

async function start(status: number | 'reset', body: unknown = '') {
  const seen: { url: string; authorization: string; body: unknown }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request) text += (chunk as Buffer).toString();
      const { authorization = '' } = request.headers;
      seen.push({ url: request.url!, authorization, body: JSON.parse(text) });
      if (status === 'reset') request.socket.resetAndDestroy();
      else response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const config: GatewayConfig = {
    name: 'j',
    protocol: 'json',
    url: `http://127.0.0.1:${port}/v1`,
    username: 'u',
    password: 'p:ü',
    timeout: 5_000,
    duplicateMemory: 3_600_000,
    connections: 2,
  };
  const gateway = createJsonGateway({ config, logger: silentLogger });
  onTestFinished(async () => {
    await gateway.close();
    server.close().closeAllConnections();
  });
  return { seen, gateway, server };
}

describe('a gateway of the JSON API', () => {
  it('is posted one entry, with the stop_dup_id and credentials in the first request', async () => {
    const { seen, gateway } = await start(201, [{ id: '4023457654', type: 'SENT' }]);
    const outcome = await gateway.offer(
      offerOf('Hi €', { stopDupId: 9, messageClass: 0, routingGroup: 3, sender: 'Alarm', sourceId: 'abc' }),
      never,
    );
    expect(outcome).toEqual({
      kind: 'accepted',
      code: 'HTTP 201',
      detail: 'message 4023457654',
      batchId: '4023457654',
    });
    expect(seen).toEqual([
      {
        url: '/v1/messages?deduplication-id=9&auto-unicode=false',
        authorization: `Basic ${Buffer.from('u:p:ü').toString('base64')}`,
        body: {
          to: { type: 'INTERNATIONAL', address: '447700900001' },
          body: 'Hi €',
          encoding: 'TEXT',
          longMessageMaxParts: 3,
          from: { type: 'ALPHANUMERIC', address: 'Alarm' },
          messageClass: 'FLASH_SMS',
          routingGroup: 'PREMIUM',
          deliveryReports: 'ALL',
          userSuppliedId: 'abc',
        },
      },
    ]);
  });

  it('is given 16bit as text and 8bit as hexadecimal', async () => {
    const { seen, gateway } = await start(201, [{ id: 1 }]);
    await gateway.offer(offerOf({ alphabet: '16bit', text: 'жук' }), never);
    await gateway.offer(offerOf({ alphabet: '8bit', octets: '0605040B8423F0' }), never);
    expect(seen.map(({ body }) => body)).toMatchObject([
      { encoding: 'UNICODE', body: 'жук' },
      { encoding: 'BINARY', body: '0605040B8423F0' },
    ]);
  });

  it.each<[Partial<Submission>, object]>([
    [{ sender: '12345' }, { type: 'SHORTCODE', address: '12345' }],
    [
      { sender: '12345678', senderType: 'ALPHANUMERIC' },
      { type: 'ALPHANUMERIC', address: '12345678' },
    ],
    [
      { sender: '12345', senderType: 'INTERNATIONAL' },
      { type: 'INTERNATIONAL', address: '12345' },
    ],
    [{ sender: '+447700900100' }, { type: 'INTERNATIONAL', address: '447700900100' }],
    [{ sender: '123456789' }, { type: 'INTERNATIONAL', address: '123456789' }],
    [{ sender: 'Zone 4' }, { type: 'ALPHANUMERIC', address: 'Zone 4' }],
    [{ repliable: true }, { type: 'REPLIABLE' }],
  ])('is told what a sender is, which was lost: %o', async (submission, from) => {
    const { seen, gateway } = await start(201, [{ id: 1 }]);
    await gateway.offer(offerOf('x', submission), never);
    expect(seen).toMatchObject([{ body: { from } }]);
  });

  it('that resets the connection after the request is in doubt, one that refuses connections is not', async () => {
    const { gateway, server } = await start('reset');
    expect(await gateway.offer(offerOf('x'), never)).toMatchObject({ kind: 'inDoubt', code: 'ECONNRESET' });
    server.close();
    await once(server, 'close');
    expect(await gateway.offer(offerOf('x'), never)).toMatchObject({
      kind: 'notSubmitted',
      code: 'ECONNREFUSED',
    });
  });

  it.each<[number, string, Partial<Outcome>]>([
    [201, '[]', { kind: 'inDoubt' }],
    [
      201,
      '[{"id":"10011","status":{"id":"FAILED.NOT_SENT","type":"FAILED","subtype":"NOT_SENT"}}]',
      { kind: 'refused', what: 'path', code: 'NOT_SENT', detail: 'message 10011 failed at once' },
    ],
    [201, '[{"id":1,"status":{"type":"ACCEPTED"}}]', { kind: 'accepted', batchId: '1' }],
    [201, '[{"id":1,"status":"?"}]', { kind: 'accepted', batchId: '1' }],
    [201, '{"id":1}', { kind: 'inDoubt' }],
    [201, '[{"id":', { kind: 'inDoubt' }],
    [
      400,
      '{"title":"Bad Request","detail":"to"}',
      { kind: 'refused', what: 'message', detail: 'Bad Request: to' },
    ],
    [401, '{"detail":"u p"}', { kind: 'refused', what: 'path', permanent: true, detail: '' }],
    [403, '', { kind: 'refused', what: 'path', permanent: true }],
    [404, '<html>', { kind: 'refused', what: 'path', permanent: true }],
    [429, '', { kind: 'refused', what: 'path', permanent: false }],
    [302, '', { kind: 'inDoubt', code: 'HTTP 302' }],
    [500, '', { kind: 'inDoubt', code: 'HTTP 500' }],
    [503, '', { kind: 'inDoubt' }],
  ])('answering %i %s comes to %o', (status, body, outcome) => {
    expect(outcomeOf({ kind: 'answered', status, body: Buffer.from(body) })).toMatchObject(outcome);
  });
});
