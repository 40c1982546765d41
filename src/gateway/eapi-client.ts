import { Pool } from 'undici';
import { systemClock } from '../clock';
import type { GatewayConfig } from '../config/types';
import { Code } from '../eapi/codes';
import { SEND_SMS } from '../eapi/paths';
import type { Clock, GatewayPort, Logger, Offer } from '../ports';
import type { Outcome } from '../submission/outcome';
import { outcomeOf } from './eapi-outcome';
import { writeSendSms } from './eapi-request';
import { exchange, type Exchange } from './exchange';
import { Slots } from './slots';

/** Longest answer read, in bytes; a real one has under a hundred. */
const LONGEST_ANSWER = 64 * 1024;

export interface EapiGatewayParts {
  config: GatewayConfig;
  logger: Logger;
  clock?: Clock;
}

/** A gateway that speaks the EAPI, version 2/2.0 (spec: eapi sections 1 to 5). */
export function createEapiGateway({ config, logger, clock = systemClock }: EapiGatewayParts): GatewayPort {
  const base = new URL(config.url);
  const path = base.pathname.replace(/\/+$/, '') + SEND_SMS;
  const slots = new Slots(config.connections);
  const pool = new Pool(base.origin, {
    connections: config.connections,
    pipelining: 1,
    connect: { timeout: config.timeout, minVersion: 'TLSv1.2' },
    // The whole exchange has one limit, ours.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: LONGEST_ANSWER,
  });

  async function post(body: string, signal: AbortSignal, onWritten: () => void): Promise<Exchange> {
    if (!(await slots.take(signal))) {
      return { kind: 'failed', written: false, error: signal.reason as Error };
    }
    return exchange(pool, { path, body }, signal, () => slots.give(), onWritten);
  }

  async function offer(message: Offer, signal: AbortSignal, onWritten = () => {}): Promise<Outcome> {
    const body = writeSendSms(config, message);
    if (typeof body !== 'string') return body;
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
      const outcome = outcomeOf(await post(body, limit.signal, onWritten));
      report(outcome, message.stopDupId, Math.round(clock.monotonic() - startedAt));
      return outcome;
    } finally {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    }
  }

  function report(outcome: Outcome, stopDupId: number, milliseconds: number): void {
    const facts = {
      gateway: config.name,
      stopDupId,
      outcome: outcome.kind,
      code: outcome.code,
      milliseconds,
    };
    logger.debug(facts, 'offered a message to the gateway');
    if (outcome.kind === 'refused' && outcome.code === String(Code.authenticationFailure)) {
      logger.error(
        { gateway: config.name },
        'the gateway refuses the username and password that are configured for it',
      );
    }
  }

  return { name: config.name, offer, close: () => pool.destroy() };
}
