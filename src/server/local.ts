import type { FastifyRequest } from 'fastify';

/** From this machine itself, and not handed on by a proxy on it. */
export function isLocal({ ip, headers }: FastifyRequest): boolean {
  const forwarded = headers['forwarded'] !== undefined || headers['x-forwarded-for'] !== undefined;
  return !forwarded && (ip === '::1' || /^(::ffff:)?127\./.test(ip));
}
