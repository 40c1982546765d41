import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the user's application saw it. */
export interface SeenPush {
  method: string;
  path: string;
  query: Record<string, string>;
  body: string;
}

/** The user's application: an HTTP server that notes what it is told. */
export async function startReceiver() {
  const seen: SeenPush[] = [];
  let answer: { status: number; body: string } = { status: 200, body: 'OK' };
  const server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += (chunk as Buffer).toString();
      const { pathname, searchParams } = new URL(request.url!, 'http://receiver');
      seen.push({ method: request.method!, path: pathname, query: Object.fromEntries(searchParams), body });
      response.writeHead(answer.status).end(answer.body);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, answerWith: (status: number, body = '') => void (answer = { status, body }) };
}
