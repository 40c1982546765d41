import type { PathKind } from '../submission/submission';

/** The configuration with every default filled in. Durations are milliseconds. */
export interface Config {
  listen: { host: string; port: number };
  /** Path of the SQLite file. */
  data: string;
  /** How long ended messages stay in it. */
  keep: number;
  accounts: AccountConfig[];
  gateways: GatewayConfig[];
  modems: ModemConfig[];
  policies: Record<string, Policy>;
  /** Phone book for dest_group_id: group id to numbers without `+`. */
  groups: Record<string, string[]>;
}

export interface AccountConfig {
  username: string;
  password: string;
  /** Name of its policy. */
  policy: string;
}

export interface GatewayConfig {
  name: string;
  protocol: 'eapi';
  /** Base address, such as `https://bulksms.vsms.net/eapi`. */
  url: string;
  username: string;
  password: string;
  /** Longest wait for one whole answer, connecting included. */
  timeout: number;
  /** How long the gateway is trusted to remember a stop_dup_id. */
  duplicateMemory: number;
  /** Most requests under way at once. */
  connections: number;
}

export interface ModemConfig {
  name: string;
  /** Device path, glob, or `tcp://host:port`. */
  port: string;
  baudRate: number;
  pin?: string;
  /** Name of a quirk profile, or `auto`. */
  profile: string;
  /** How long to wait for +CMGS after Ctrl-Z. */
  answerTimeout: number;
}

export interface Policy {
  /** In order of preference; at least one. */
  routes: PathKind[];
  /** The longest a message is tried at the gateway before the modem takes it. */
  fallbackAfter: number;
  /** When the message expires; also asked of the network as TP-VP. */
  giveUpAfter: number;
  /** `hold` never sends twice; `resend` never loses. */
  onDoubt: 'hold' | 'resend';
  priority: 'normal' | 'high';
}
