import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountConfig } from '../../config/types';
import type { InboxMessage } from '../../inbox/message';
import { UnavailableError } from '../../submission/submission';
import type { MessageView } from '../../submission/view';
import type { Credentials } from '../../access/credentials';
import type { ServerParts } from '../parts';
import { readFilter } from './filter';
import { messageOf, RECEIVED_PREFIX, receivedMessageOf } from './message';
import { Problem, problemOf, sendProblem } from './problem';
import { readListQuery } from './query';
import { submitMessages } from './submit';

const ACCOUNT = 'account';

/** The JSON API v1 below /v1 (spec: eapi section 9), and our own calls cancel and retry. */
export function registerJsonApi(app: FastifyInstance, parts: ServerParts, credentials: Credentials): void {
  const { queue, inbox, control, logger } = parts;

  app.decorateRequest(ACCOUNT, null);
  app.addHook('onRequest', async (request) => {
    const account = await credentials.checkBasic(request.headers.authorization, request.ip);
    if (!account) throw new Problem(401, 'Basic auth with the username and password of an account expected');
    request.setDecorator(ACCOUNT, account);
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => sendProblem(reply, problemOf(error, logger)));

  app.post('/messages', async (request, reply) => {
    const body = readJson(request);
    return reply.code(201).send(await submitMessages(parts, accountOf(request), body, request.query));
  });

  app.get('/messages', async (request) => {
    const { limit, state, filter, sortOrder } = readListQuery(request.query);
    const account = accountOf(request).username;
    const { type, sent } = readFilter(filter);
    const oldestFirst = sortOrder === 'ASCENDING';
    if (type === 'SENT')
      return queue.list({ ...sent, account, limit, oldestFirst, ...(state && { state }) }).map(messageOf);
    const { above: after = 0, below: before = Number.MAX_SAFE_INTEGER } = sent;
    return inbox.list({ account, after, before, limit, newestFirst: !oldestFirst }).map(receivedMessageOf);
  });

  app.get('/messages/:id', async (request) => {
    const received = receivedOf(request);
    return received ? receivedMessageOf(received) : messageOf(own(request));
  });
  app.get('/messages/:id/relatedReceivedMessages', async (request) => {
    const messageId = receivedOf(request) ? -1 : own(request).id;
    const account = accountOf(request).username;
    return inbox.list({ account, after: 0, messageId, limit: 1000 }).map(receivedMessageOf);
  });
  app.post('/messages/:id/cancel', (request, reply) => change(request, reply, (id) => control.cancel(id)));
  app.post('/messages/:id/retry', (request, reply) => change(request, reply, (id) => control.retry(id)));

  async function change(request: FastifyRequest, reply: FastifyReply, act: (id: number) => Promise<void>) {
    const { id } = own(request);
    try {
      await act(id);
    } catch (error) {
      if (error instanceof UnavailableError) throw error;
      throw new Problem(409, (error as Error).message);
    }
    return reply.send(messageOf(own(request)));
  }

  /** The received message that the address names, where it names one. */
  function receivedOf(request: FastifyRequest): InboxMessage | undefined {
    const { id } = request.params as { id: string };
    if (!id.startsWith(RECEIVED_PREFIX)) return undefined;
    const message = /^\d{1,15}$/.test(id.slice(1)) ? inbox.show(Number(id.slice(1))) : undefined;
    return message?.account === null || message?.account === accountOf(request).username
      ? message
      : undefined;
  }

  /** The message that the address names; those of other accounts do not exist. */
  function own(request: FastifyRequest): MessageView {
    const { id } = request.params as { id: string };
    const view = /^\d{1,15}$/.test(id) ? queue.show(Number(id)) : undefined;
    if (view && view.account === accountOf(request).username) return view;
    throw new Problem(404, 'no such message in this account');
  }
}

function accountOf(request: FastifyRequest): AccountConfig {
  return request.getDecorator<AccountConfig>(ACCOUNT);
}

function readJson(request: FastifyRequest): unknown {
  const type = request.headers['content-type'] ?? 'application/json';
  if (!/^application\/(?:[a-z.-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new Problem(415, 'content-type: expected application/json');
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      (request.body as Buffer | undefined) ?? Buffer.alloc(0),
    );
    return JSON.parse(text) as unknown;
  } catch {
    throw new Problem(400, 'request body: expected JSON in UTF-8');
  }
}
