import type { AddressInfo } from 'node:net';
import type { Config } from './config/types';
import { warningsOf } from './config/warnings';
import { createEngine, type EngineOptions } from './engine';
import type { Queue } from './ports';
import { renew } from './server/certificate';
import { CertificateWatch } from './server/certificate-watch';
import { createServer } from './server/server';

export type DaemonOptions = EngineOptions;

export interface Daemon {
  /** Where it listens, such as `http://127.0.0.1:5567`. */
  url: string;
  queue: Queue;
  /** Finishes the segment in flight, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the daemon: the engine behind its HTTP side.
 * @throws Error that names what stands in the way: the database, a profile, the address.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { config, logger } = options;
  const warnings = warningsOf(config);
  const engine = await createEngine(options);
  const server = createServer({ ...engine, warnings });
  const certificate =
    config.tls && new CertificateWatch(config.tls, { ...engine, use: (tls) => renew(server.server, tls) });
  const stop = async () => {
    certificate?.stop();
    await engine.halt();
    await server.close();
    await engine.close();
  };
  try {
    await listen(server, config);
    await engine.start();
    certificate?.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = urlOf(server.server.address() as AddressInfo, config);
  logger.info({ url, data: config.data }, `gsm-fallback listens on ${url}`);
  for (const warning of warnings) logger.warn({}, warning);
  return { url, queue: engine.queue, stop };
}

async function listen(server: ReturnType<typeof createServer>, { listen: address }: Config): Promise<void> {
  try {
    // fastify gives the second address of localhost a server of its own, without our limits and with the first certificate
    await server.listen(address.host === 'localhost' ? { ...address, host: '127.0.0.1' } : address);
  } catch (error) {
    const reasons: Record<string, string> = {
      EADDRINUSE: 'another program listens there; is gsm-fallback running already?',
      EACCES: 'this user may not listen on a port below 1024',
      EADDRNOTAVAIL: 'this machine has no such address',
    };
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new Error(`listen ${address.host}:${address.port}: ${reasons[code] ?? message}`, { cause: error });
  }
}

const urlOf = ({ address, family, port }: AddressInfo, { tls }: Config): string =>
  `${tls ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
