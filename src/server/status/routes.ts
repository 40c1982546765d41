import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Credentials } from '../../access/credentials';
import { describeAlert } from '../../alerts/alerts';
import { isLocal } from '../local';
import type { ServerParts } from '../parts';
import { CONTENT_SECURITY_POLICY, renderStatusPage } from './page';

/** Monitors ask by HEAD. */
const ALSO_HEAD = { exposeHeadRoute: true };

/** /healthz for anyone; the status, as page and as JSON, and /metrics for this machine, and with Basic auth for others. */
export function registerStatus(app: FastifyInstance, parts: ServerParts, credentials: Credentials): void {
  const { metrics, clock } = parts;

  app.get('/healthz', ALSO_HEAD, async (_request, reply) => {
    if (parts.isWritable()) return { status: 'ok' };
    return reply.code(503).send({ status: 'unavailable', detail: 'the outbox cannot be written' });
  });

  const onRequest = async (
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    if (isLocal(request)) return undefined;
    if (await credentials.checkBasic(request.headers.authorization, request.ip)) return undefined;
    return reply
      .code(401)
      .header('www-authenticate', 'Basic realm="gsm-fallback", charset="UTF-8"')
      .type('text/plain; charset=utf-8')
      .send('username and password of an account expected\n');
  };

  app.get('/', { ...ALSO_HEAD, onRequest }, async (_request, reply) => {
    const now = clock.now();
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', CONTENT_SECURITY_POLICY)
      .header('cache-control', 'no-store')
      .send(renderStatusPage(parts.status(), now, parts.warnings));
  });

  app.get('/status.json', { ...ALSO_HEAD, onRequest }, async (_request, reply) => {
    const at = new Date(clock.now()).toISOString();
    const { paths, alerts, counts } = parts.status();
    return reply.header('cache-control', 'no-store').send({
      at,
      paths,
      alerts: alerts.map(describeAlert),
      messages: counts,
      warnings: parts.warnings ?? [],
    });
  });

  if (metrics) {
    app.get('/metrics', { ...ALSO_HEAD, onRequest }, async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
  }
}
