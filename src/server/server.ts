import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { Credentials } from '../access/credentials';
import { TryLaterError } from '../access/try-later';
import { printable } from '../eapi/answer';
import { FORM_TYPE } from '../eapi/form';
import { GET_CREDITS, GET_INBOX, GET_REPORT, QUOTE_SMS, SEND_BATCH, SEND_SMS } from '../eapi/paths';
import { secure } from './certificate';
import { BodyTooLargeError, readBody } from './body';
import { BrokenRequests, type ClientError } from './broken-requests';
import { registerEapi } from './eapi/routes';
import { Problem, sendProblem } from './json/problem';
import { registerGatewayPush } from './gateway-push/routes';
import { registerJsonApi } from './json/routes';
import { limitOthers } from './limits';
import type { ServerParts } from './parts';
import { registerStatus } from './status/routes';

const SECOND = 1000;

/** Limits on what clients may hold or keep us waiting for. Times in milliseconds. */
const LIMITS = {
  /** Request line and header fields together, in bytes. */
  headers: 16 * 1024,
  headersTimeout: 15 * SECOND,
  /** From the first byte of a request to its last. */
  requestTimeout: 30 * SECOND,
  /** A connection on which nothing moves. */
  connectionTimeout: 120 * SECOND,
  keepAliveTimeout: 65 * SECOND,
  /** For requests under way when it closes. */
  closing: 5 * SECOND,
  connections: 512,
} as const;

const EAPI_CALLS = [SEND_SMS, SEND_BATCH, QUOTE_SMS, GET_REPORT, GET_CREDITS, ...GET_INBOX]
  .map((path) => `POST /eapi${path}`)
  .join(', ');

const CALLS = `${EAPI_CALLS}, POST and GET /v1/messages, GET /v1/messages/{id}, POST /v1/messages/{id}/cancel and /retry, GET /healthz, GET /metrics, GET /`;

/** The HTTP side: EAPI, JSON API, health, metrics and status page. Not listening yet. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { config, logger } = parts;
  const credentials = new Credentials(config.accounts, () => parts.clock.monotonic());
  const http = {
    maxHeaderSize: LIMITS.headers,
    headersTimeout: LIMITS.headersTimeout,
    connectionsCheckingInterval: 5 * SECOND,
  };
  const app = fastify({
    logger: false,
    // A HEAD on send_sms would send the message.
    exposeHeadRoutes: false,
    requestTimeout: LIMITS.requestTimeout,
    connectionTimeout: LIMITS.connectionTimeout,
    keepAliveTimeout: LIMITS.keepAliveTimeout,
    ...(config.tls ? { https: { ...http, ...secure(config.tls) } } : { http }),
    // A base address that ends in a slash, and a call that begins with one.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true },
    // No route has a JSON schema, so no compiler of them is loaded.
    schemaController: {
      compilersFactory: { buildValidator: () => noSchemas, buildSerializer: () => noSchemas },
    },
    // Fastify's type of it has another rawPacket than Node.js.
    clientErrorHandler: (error: unknown, socket) => broken.take(error as ClientError, socket),
    frameworkErrors: (error, _request, reply) => {
      sendLine(reply, 400, `bad request: ${printable(error.message, 200)}`);
    },
  });
  app.server.maxConnections = LIMITS.connections;
  const broken = new BrokenRequests(app.server, LIMITS);
  limitOthers(app, config.limits, () => parts.clock.monotonic());
  app.addHook('preClose', (done) => {
    // Node.js looks for requests that take too long no more once the server closes.
    const patience = parts.clock.setTimeout(() => app.server.closeAllConnections(), LIMITS.closing);
    app.server.once('close', () => parts.clock.clearTimeout(patience));
    done();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', readBody);
  // By their names they are found without being parsed for each request.
  app.addContentTypeParser([FORM_TYPE, 'application/json'], readBody);
  app.setNotFoundHandler(noSuchCall);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof TryLaterError) reply.header('retry-after', error.retryAfter);
    if (error instanceof BodyTooLargeError) return sendLine(reply, 413, error.message);
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ err: error, url: request.routeOptions.url }, 'a request failed');
    return sendLine(reply, status, status >= 500 ? 'internal error; the log says more' : error.message);
  });

  app.register((scope) => registerEapi(scope, parts, credentials), { prefix: '/eapi' });
  app.register(async (scope) => registerJsonApi(scope, parts, credentials), { prefix: '/v1' });
  app.register(async (scope) => registerGatewayPush(scope, parts), { prefix: '/push' });
  registerStatus(app, parts, credentials);
  return app;
}

function noSchemas(): never {
  throw new Error('routes have no JSON schema here: what comes in is read by parsers of its own');
}

function noSuchCall(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split('?', 1)[0]!;
  const text = `no such call: ${request.method} ${printable(path, 100)}; there are ${CALLS}`;
  return path.startsWith('/v1/') ? sendProblem(reply, new Problem(404, text)) : sendLine(reply, 404, text);
}

function sendLine(reply: FastifyReply, status: number, line: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${line}\n`);
}
