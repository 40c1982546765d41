import type { PathKind } from '../submission/submission';

/** The configuration with every default filled in. Durations are milliseconds. */
export interface Config {
  listen: { host: string; port: number };
  /** Without it HTTP is served in plain text. */
  tls?: TlsConfig | undefined;
  limits: LimitsConfig;
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
  alerts: AlertsConfig;
}

/** What the files of `tls` hold, in PEM form; they belong together. */
export interface TlsConfig {
  certificate: string;
  key: string;
  /** Where they were read, and are read again when they change; without it they stay as they are. */
  files?: TlsFiles;
}

/** Paths of files in PEM form. */
export interface TlsFiles {
  certificate: string;
  key: string;
}

/** What other machines may ask of us; this one is not limited so. */
export interface LimitsConfig {
  /** Connections of one address at once. */
  connections: number;
  /** Requests of one address in a minute, on average. */
  requestsPerMinute: number;
}

/** What else is done about an alert than to log and show it. */
export interface AlertsConfig {
  /** Program and its arguments; it gets the alert as JSON on its standard input. */
  command?: string[] | undefined;
  /** Address that the alert is posted to as JSON. */
  url?: string | undefined;
}

export interface AccountConfig {
  username: string;
  /** In plain text, or a hash of `gsm-fallback hash`. */
  password: string;
  /** Name of its policy. */
  policy: string;
  /** How long its stop_dup_id and deduplication-id are remembered. */
  duplicateMemory: number;
  /** IANA name of the time zone of send_time and of the times in answers; undefined is that of the machine. */
  timeZone?: string | undefined;
  /** How the bytes of a 7bit message are read. */
  characters: 'iso-8859-1' | 'utf-8';
  /** Whether a message that does not say so is repliable; undefined leaves it to the gateway. */
  repliable?: boolean | undefined;
  /** Credits that one segment to one recipient costs: quote_sms, creditCost. */
  price: number;
  /** What get_credits answers. */
  credits: number;
  quota: Quota;
  push: PushConfig;
}

/** What may be sent; what is not given is not limited. */
export interface Quota {
  /** Messages to one recipient, in any 60 minutes; by a modem: segments. */
  perHour?: number | undefined;
  /** Numbers begin with one of these, digits without `+`. */
  prefixes?: string[] | undefined;
}

/** Addresses of the user's application; each is http or https. */
export interface PushConfig {
  /** Status of a message: GET (spec: eapi section 7). */
  status?: string | undefined;
  /** Replies and other received messages: GET (spec: eapi section 7). */
  replies?: string | undefined;
  /** Messages sent and received: POST of JSON (spec: eapi section 9). */
  webhook?: string | undefined;
}

export interface GatewayConfig {
  name: string;
  protocol: 'eapi' | 'json';
  /** Base address, such as `https://bulksms.vsms.net/eapi` or `https://api.bulksms.com/v1`. */
  url: string;
  username: string;
  password: string;
  /** Longest wait for one whole answer, connecting included. */
  timeout: number;
  /** How long the gateway is trusted to remember a stop_dup_id. */
  duplicateMemory: number;
  /** Most requests under way at once. */
  connections: number;
  /** IANA name of the time zone of the times that it pushes; undefined is that of the machine. */
  timeZone?: string | undefined;
  /** What its pushes to us must carry as `key`; without one they are taken from this machine only. */
  pushKey?: string | undefined;
}

export interface ModemConfig {
  name: string;
  /** Device path, glob, `tcp://host:port`, `rfc2217://host:port`, or `auto`: any serial port, told by `imei`. */
  port: string;
  /** 15 digits: whatever is found at `port` or elsewhere, only this modem is used. */
  imei?: string | undefined;
  baudRate: number;
  pin?: string;
  /** Name of a quirk profile, or `auto`. */
  profile: string;
  /** How long to wait for +CMGS after Ctrl-Z. */
  answerTimeout: number;
  /** `refuse`: in a foreign network it counts as not registered. */
  roaming?: 'allow' | 'refuse';
  /** How its power can be taken away, where it can be. */
  powerCycle?: PowerCycleConfig | undefined;
  quota?: Quota | undefined;
}

/** A command, or a GPIO line of libgpiod that is active for the milliseconds `off`. */
export type PowerCycleConfig =
  { command: string } | { chip: string; line: number; activeLow: boolean; off: number };

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
  /** Whether a path is used without what it cannot carry of a message, or not at all. */
  unsupported: 'ignore' | 'refuse';
}
