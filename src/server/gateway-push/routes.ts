import { timingSafeEqual, createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../../config/types';
import { printable } from '../../eapi/answer';
import { parseForm } from '../../eapi/form';
import type { GatewayReport } from '../../ports';
import type { Received } from '../../inbox/message';
import { UnavailableError, ValidationError } from '../../submission/submission';
import { isLocal } from '../local';
import type { ServerParts } from '../parts';
import { readReplyPush, readStatusPush } from './eapi-push';
import { readWebhook } from './webhook';

/** Where news of gateways goes; each promise resolves once it is on disk. */
export interface GatewayNews {
  /** Which message is meant: one that is known, or one that may soon be, or none of ours. */
  status(report: GatewayReport): Promise<'known' | 'awaited' | 'foreign'>;
  /** `batch`: the gateway's own id of the message that it refers to. */
  received(message: Received, batch: string | undefined): Promise<void>;
}

/**
 * What gateways push to us, below /push (spec: eapi sections 7 and 9): GET or POST `/{gateway}/status` and
 * `/{gateway}/reply`, POST `/{gateway}/webhook`. Taken with `key=...` of the configuration; without one there, from
 * this machine only.
 */
export function registerGatewayPush(
  app: FastifyInstance,
  { config, news, logger, clock }: ServerParts,
): void {
  const call = (
    path: string,
    method: 'GET' | 'POST' | ('GET' | 'POST')[],
    failed: { unavailable: number; unknown: number },
    take: (gateway: GatewayConfig, request: FastifyRequest) => Promise<string | undefined>,
  ): void => {
    app.route({
      method,
      url: `/:gateway/${path}`,
      handler: async (request, reply) => {
        const gateway = gatewayOf(request);
        if (!gateway) return line(reply, 403, 'no such gateway, or a wrong key');
        try {
          const refusal = await take(gateway, request);
          // Tried again by the gateway: its message may not be known here yet.
          return refusal === undefined ? line(reply, 200, 'OK') : line(reply, failed.unknown, refusal);
        } catch (error) {
          if (error instanceof UnavailableError) return line(reply, failed.unavailable, error.message);
          if (!(error instanceof ValidationError)) throw error;
          logger.warn({ gateway: gateway.name, parameter: error.parameter }, 'a push that cannot be read');
          return line(reply, 400, error.message);
        }
      },
    });
  };

  call('status', ['GET', 'POST'], { unavailable: 503, unknown: 404 }, async ({ name }, request) => {
    const known = await news.status(readStatusPush(parameters(request), name));
    return known === 'known' ? undefined : 'no such message';
  });

  // Of replies only 500 is tried again.
  call('reply', ['GET', 'POST'], { unavailable: 500, unknown: 500 }, async (gateway, request) => {
    const { message, batch } = readReplyPush(parameters(request), gateway, clock.now());
    await news.received(message, batch);
    return undefined;
  });

  // Of webhooks a 4xx is never tried again.
  call('webhook', 'POST', { unavailable: 503, unknown: 503 }, async ({ name }, request) => {
    const { reports, received, skipped } = readWebhook(request.body as Buffer, name, clock.now());
    if (skipped.length > 0) {
      const facts = { gateway: name, skipped: skipped.length };
      logger.warn(facts, `left out what a webhook has that cannot be read: ${printable(skipped[0]!, 200)}`);
    }
    for (const { message, batch } of received) await news.received(message, batch);
    let awaited = 0;
    // Those of others on the same account at the gateway would come again for days.
    for (const report of reports) if ((await news.status(report)) === 'awaited') awaited++;
    return awaited === 0 ? undefined : `${awaited} of ${reports.length} statuses are of no message known yet`;
  });

  function gatewayOf(request: FastifyRequest): GatewayConfig | undefined {
    const { gateway: name } = request.params as { gateway: string };
    const gateway = config.gateways.find((each) => each.name === name);
    if (!gateway) return undefined;
    if (gateway.pushKey === undefined) return isLocal(request) ? gateway : undefined;
    const given = queryOf(request).get('key') ?? '';
    return timingSafeEqual(digest(given), digest(gateway.pushKey)) ? gateway : undefined;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function queryOf({ url }: FastifyRequest): Map<string, string> {
  return parseForm(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '').parameters;
}

/** Of the query, and of the form that was posted. */
function parameters(request: FastifyRequest): Map<string, string> {
  const body = Buffer.isBuffer(request.body) ? request.body.toString('latin1') : '';
  return new Map([...queryOf(request), ...parseForm(body).parameters]);
}

const line = (reply: FastifyReply, status: number, text: string): FastifyReply =>
  reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .send(`${printable(text, 200)}\n`);
