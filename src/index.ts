import type { Daemon, DaemonOptions } from './main';

export { createFallback, Fallback, type FallbackEvents, type FallbackOptions } from './library/fallback';
export type { OutgoingMessage } from './library/message';
export type {
  AlertSettings,
  Duration,
  GatewaySettings,
  ModemSettings,
  PolicySettings,
  Settings,
} from './library/settings';
export { loadConfig, parseConfig } from './config/load';
export { ConfigError, type Problem } from './config/problem';
export type { Config, AccountConfig, GatewayConfig, ModemConfig, Policy } from './config/types';
export type { InboxMessage } from './inbox/message';
export type { Daemon, DaemonOptions };
export type { Clock, Logger, Queue, Reception } from './ports';
export type { PathStatus } from './server/status/snapshot';
export type { Rest } from './submission/facts';
export type { Outcome } from './submission/outcome';
export { QuotaError, UnavailableError, ValidationError } from './submission/submission';
export type { Alphabet, MessageClass, PathKind, Receipt } from './submission/submission';
export type { AttemptView, MessageState, MessageView, SegmentView } from './submission/view';

/**
 * Starts the whole daemon in this process, HTTP included. The HTTP side is loaded with the first call.
 * @throws Error that names what stands in the way: the database, a profile, the address.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const daemon = await import('./main');
  return daemon.startDaemon(options);
}
