export { loadConfig, parseConfig, ConfigError, type Problem } from './config/load';
export type { Config, AccountConfig, GatewayConfig, ModemConfig, Policy } from './config/types';
export { startDaemon, type Daemon, type DaemonOptions } from './main';
export type { Clock, Logger, Queue } from './ports';
export type { Rest } from './submission/facts';
export type { Outcome } from './submission/outcome';
export type { AttemptView, MessageState, MessageView, SegmentView } from './submission/view';
