import type { Alert } from '../../alerts/alerts';
import type { Reception } from '../../ports';
import type { PathKind } from '../../submission/submission';
import type { MessageState, MessageView } from '../../submission/view';

/** What the status page shows, as of one moment. */
export interface StatusSnapshot {
  paths: PathStatus[];
  /** Oldest first. */
  alerts: Alert[];
  counts: Record<MessageState, number>;
  /** Newest first. */
  latest: MessageView[];
}

export interface PathStatus {
  /** Its name in the configuration. */
  name: string;
  kind: PathKind;
  /** What it is doing or waiting for, in words. */
  condition: string;
  ready: boolean;
  /** Of a modem that is ready. */
  reception?: Reception;
}
