import { loadConfig, parseConfig } from '../config/load';
import { ConfigError } from '../config/problem';
import type { Config } from '../config/types';

/** A length of time as the configuration file writes it: `250ms`, `20s`, `1.5h`, `2d`; at most 20 days, but for `keep`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** A gateway that takes messages by HTTP. */
export interface GatewaySettings {
  /** What it is called in attempts and logs; no two paths of a kind share a name. */
  name: string;
  /** `json` is the JSON API v1. Default `eapi`. */
  protocol?: 'eapi' | 'json';
  /** Base address, such as `https://bulksms.vsms.net/eapi` or `https://api.bulksms.com/v1`. */
  url: string;
  username: string;
  password: string;
  /** Longest wait for one whole answer, connecting included. Default `20s`. */
  timeout?: Duration;
  /** How long the gateway is trusted to remember a stop_dup_id (EAPI, duplicates) or deduplication-id (JSON API). Default `2h`, for `json` `10h`. */
  duplicateMemory?: Duration;
  /** Most requests under way at once, 1 to 64. Default 8. */
  connections?: number;
}

/** A GSM modem that speaks PDU mode (27.005). */
export interface ModemSettings {
  /** What it is called in attempts and logs. */
  name: string;
  /**
   * Device path, a glob such as `/dev/serial/by-id/*SIM7600*`, `tcp://host:port` or `rfc2217://host:port`. May be left out
   * where `imei` tells the modem.
   */
  port?: string;
  /** 15 digits: whatever is found at `port` or elsewhere, only this modem is used. */
  imei?: string;
  /** Bits a second, 300 to 4,000,000. Default 115,200. */
  baudRate?: number;
  /** PIN of the SIM, 4 to 8 digits. */
  pin?: string;
  /** Name of a quirk profile. Default `auto`: by the modem's identity. */
  profile?: string;
  /** How long to wait for +CMGS after the PDU was written. Default `60s`. */
  answerTimeout?: Duration;
  /** `refuse`: nothing is attempted in a foreign network. Default `allow`. */
  roaming?: 'allow' | 'refuse';
  /**
   * How the power of a modem that hangs can be cut: a command for `sh`, or a GPIO line of libgpiod, `chip` by default
   * `gpiochip0`, which is active for `off`, 1 s to 1 min, default `5s`.
   */
  powerCycle?: { command: string } | { chip?: string; line: number; activeLow?: boolean; off?: Duration };
  /** Segments in any 60 minutes, 1 to 1,000,000, and the first digits of numbers; what is over it waits. Default none. */
  quota?: { perHour?: number; prefixes?: string[] };
}

/** Which paths a message takes, and when. */
export interface PolicySettings {
  /** In order of preference. Default gateway, then modem. */
  routes?: ('gateway' | 'modem')[];
  /** The longest a message is tried at the gateway before the modem takes it. Default `60s`. */
  fallbackAfter?: Duration;
  /** When the message expires; the network is asked not to deliver it later either (TP-VP, 23.040 9.2.3.12). Default `24h`. */
  giveUpAfter?: Duration;
  /** `hold` never sends twice; `resend` never loses, for alarms. Default `hold`. */
  onDoubt?: 'hold' | 'resend';
  /** `high` goes before everything that waits. Default `normal`. */
  priority?: 'normal' | 'high';
  /** Whether a path is used without what it cannot carry of a message, which is then noted on it, or not at all. Default `ignore`. */
  unsupported?: 'ignore' | 'refuse';
}

/** What else is done about an alert than to log it. */
export interface AlertSettings {
  /** Program and its arguments; it gets the alert as JSON on its standard input. */
  command?: string[];
  /** Address that the alert is posted to as JSON. */
  url?: string;
}

/**
 * What the engine works by: the configuration file's settings but for those of the HTTP side. `${NAME}` in a text stands for
 * the environment variable, as in the file.
 */
export interface Settings {
  /** Path of the database file. Default `./gsm-fallback.db`. One engine or daemon at a time has it open. */
  data?: string;
  /** How long ended messages stay in it, from `3d`. Default `90d`. */
  keep?: Duration;
  /** In order of preference. At least one gateway or modem is needed. */
  gateways?: GatewaySettings[];
  modems?: ModemSettings[];
  /** `default` is that of messages which name none. */
  policies?: Record<string, PolicySettings>;
  alerts?: AlertSettings;
}

/** Account that messages belong to where the settings name none. */
const OWN_ACCOUNT = { username: 'library', password: 'unused: nothing listens' };

/** What the settings, or the file, say. @throws ConfigError with every problem at once. */
export function configOf(settings: Settings | string, profiles: readonly string[]): Config {
  if (typeof settings === 'string') return loadConfig(settings, process.env, profiles);
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw new TypeError(
      `createFallback: config: expected an object of settings, got ${JSON.stringify(settings)}`,
    );
  }
  const file = JSON.stringify({ accounts: [OWN_ACCOUNT], ...settings });
  try {
    return parseConfig(file, 'settings', process.env, profiles);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // All of it is on one line that nobody wrote.
    throw new ConfigError(
      error.problems.map((problem) => ({ file: problem.file, message: problem.message })),
    );
  }
}
