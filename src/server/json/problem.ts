import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply } from 'fastify';
import type { Logger } from '../../ports';
import { QuotaError, UnavailableError, ValidationError } from '../../submission/submission';
import { TryLaterError } from '../../access/try-later';
import { BodyTooLargeError, TruncatedBodyError } from '../body';

/** An answer of the JSON API that is not what was asked for: an HTTP status and a sentence. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    /** Seconds after which it is worth another try. */
    readonly retryAfter?: number,
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

/** The error body of the JSON API: type, title, status, detail (spec: eapi section 9; RFC 9457). */
export function sendProblem(reply: FastifyReply, { status, detail, retryAfter }: Problem): FastifyReply {
  if (status === 401) reply.header('www-authenticate', 'Basic realm="gsm-fallback", charset="UTF-8"');
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? '', status, detail }));
}

/** The problem that an error thrown on the way to an answer comes to. */
export function problemOf(error: Error & Partial<Pick<FastifyError, 'statusCode'>>, logger: Logger): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ValidationError) return new Problem(400, error.message);
  if (error instanceof TryLaterError) return new Problem(429, error.message, error.retryAfter);
  if (error instanceof QuotaError) return new Problem(403, error.message);
  if (error instanceof UnavailableError) {
    return new Problem(503, `nothing was accepted, try again: ${error.message}`);
  }
  if (error instanceof BodyTooLargeError) return new Problem(413, error.message);
  if (error instanceof TruncatedBodyError) {
    logger.warn({}, 'a request to the JSON API broke off before it was whole; nothing was accepted');
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem(error.statusCode, error.message);
  }
  logger.error({ err: error }, 'a request to the JSON API failed');
  return new Problem(500, 'internal error; the log says more');
}
