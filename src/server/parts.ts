import type { Config } from '../config/types';
import type { Clock, Inbox, Intake, Logger, Queue, QueueControl } from '../ports';
import type { GatewayNews } from './gateway-push/routes';
import type { Metrics } from './status/metrics';
import type { StatusSnapshot } from './status/snapshot';

/** What the server is given by the composition root. */
export interface ServerParts {
  config: Config;
  intake: Intake;
  queue: Queue;
  inbox: Inbox;
  /** Takes what gateways push to us. */
  news: GatewayNews;
  control: QueueControl;
  logger: Logger;
  clock: Clock;
  /** false while the outbox cannot be written: /healthz then answers 503. */
  isWritable(): boolean;
  status(): StatusSnapshot;
  /** What works, and had better be otherwise: shown on the status page. */
  warnings?: readonly string[];
  /** Without them /metrics is not served. */
  metrics?: Metrics;
}
