import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../access/network';

/** From this machine itself, and not handed on by a proxy on it. */
export function isLocal({ ip, headers }: FastifyRequest): boolean {
  const forwarded = headers['forwarded'] !== undefined || headers['x-forwarded-for'] !== undefined;
  return !forwarded && isLoopback(ip);
}
