import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { BoundedMap } from '../access/bounded-map';
import { isLoopback, networkOf } from '../access/network';
import { TryLaterError } from '../access/try-later';
import type { LimitsConfig } from '../config/types';

/** Networks whose requests are counted; those that were not heard of for longest begin anew. */
const MOST_NETWORKS = 4_096;
const MINUTE = 60_000;

/** So many requests a minute on average from each network, and half of them at once. */
export class RateLimit {
  private readonly spent = new BoundedMap<{ tokens: number; at: number }>(MOST_NETWORKS);

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly perMinute: number,
    private readonly now: () => number,
  ) {}

  /** @throws TryLaterError */
  take(address: string): void {
    const now = this.now();
    const network = networkOf(address);
    const most = Math.max(1, this.perMinute / 2);
    const { tokens, at } = this.spent.get(network) ?? { tokens: most, at: now };
    const left = Math.min(most, tokens + ((now - at) * this.perMinute) / MINUTE);
    if (left < 1) throw new TryLaterError('too many requests', ((1 - left) * MINUTE) / this.perMinute);
    this.spent.set(network, { tokens: left - 1, at: now });
  }
}

/** Keeps other machines to so many requests and connections. */
export function limitOthers(
  app: FastifyInstance,
  { connections, requestsPerMinute }: LimitsConfig,
  now: () => number,
): void {
  const rate = new RateLimit(requestsPerMinute, now);
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isLoopback(request.ip)) rate.take(request.ip);
    done();
  });
  limitConnections(app.server, connections);
}

/** Closes what one network opens beyond its number. */
function limitConnections(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const { remoteAddress = '' } = socket;
    if (isLoopback(remoteAddress)) return;
    const network = networkOf(remoteAddress);
    const before = open.get(network) ?? 0;
    if (before >= most) {
      socket.destroy();
      return;
    }
    open.set(network, before + 1);
    socket.once('close', () => {
      const left = open.get(network)! - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}
