import { systemClock } from '../clock';
import type { GatewayConfig } from '../config/types';
import type { Clock, GatewayPort, Logger, Offer } from '../ports';
import type { Outcome, Refused } from '../submission/outcome';
import { Poster, type Exchange, type PostRequest } from './exchange';

export interface GatewayParts {
  config: GatewayConfig;
  logger: Logger;
  clock?: Clock;
}

/** How one kind of gateway is spoken to. */
export interface GatewayProtocol {
  /** The request for one message, or why this kind of gateway cannot carry it. */
  write(config: GatewayConfig, offer: Offer): PostRequest | Refused;
  /** Classes what one POST came to (spec: eapi section 5). */
  outcomeOf(exchange: Exchange): Outcome;
}

/** A gateway that is spoken to by single POSTs with one limit in time. */
export function createGatewayClient(
  protocol: GatewayProtocol,
  { config, logger, clock = systemClock }: GatewayParts,
): GatewayPort {
  const poster = new Poster(new URL(config.url).origin, config.connections);

  async function offer(message: Offer, signal: AbortSignal, onWritten = () => {}): Promise<Outcome> {
    const request = protocol.write(config, message);
    if ('kind' in request) return request;
    const startedAt = clock.monotonic();
    const limit = new AbortController();
    const giveUp = (): void => limit.abort(new Error('given up waiting for the gateway'));
    const timer = clock.setTimeout(
      () => limit.abort(new Error(`no whole answer within ${config.timeout} ms`)),
      config.timeout,
    );
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      const outcome = protocol.outcomeOf(await poster.post(request, limit.signal, onWritten));
      const facts = {
        gateway: config.name,
        stopDupId: message.stopDupId,
        outcome: outcome.kind,
        code: outcome.code,
        milliseconds: Math.round(clock.monotonic() - startedAt),
      };
      logger.debug(facts, 'offered a message to the gateway');
      return outcome;
    } finally {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  }

  return { name: config.name, offer, close: async () => poster.close() };
}

/** Path of a call below the base address of a gateway. */
export const pathBelow = ({ url }: GatewayConfig, call: string): string =>
  new URL(url).pathname.replace(/\/+$/, '') + call;
