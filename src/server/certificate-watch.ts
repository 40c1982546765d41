import { statSync } from 'node:fs';
import type { Alerts } from '../alerts/alerts';
import { expiryOf, readTls } from '../config/tls';
import type { TlsConfig, TlsFiles } from '../config/types';
import type { Clock, Logger } from '../ports';

/** Pause between two looks at the files, in milliseconds. */
export const LOOK_EVERY = 60_000;

const ABOUT = 'certificate';

/** What a certificate watch works with. */
export interface CertificateWatchParts {
  clock: Clock;
  alerts: Alerts;
  logger: Logger;
  /** Serves with them from now on. */
  use(tls: TlsConfig): void;
}

/**
 * Takes over a certificate and key that were renewed on disk, as they are every few weeks while the daemon runs for years. A
 * pair that is broken is an alert, and the one before it stays; so is one that expires.
 */
export class CertificateWatch {
  private timer: unknown;
  private taken = '';
  private broken = '';

  constructor(
    private tls: TlsConfig,
    private readonly parts: CertificateWatchParts,
  ) {}

  /** Looks now, and every minute from then on. */
  start(): void {
    const fault = this.tls.files && this.look(this.tls.files);
    const text = fault ?? expiryOf(this.tls, this.parts.clock.now());
    if (text === undefined) this.parts.alerts.clear(ABOUT);
    else this.parts.alerts.raise(ABOUT, text);
    this.timer = this.parts.clock.setTimeout(() => this.start(), LOOK_EVERY);
  }

  stop(): void {
    this.parts.clock.clearTimeout(this.timer);
  }

  /** Why what the files hold is not used, once they stayed so from one look to the next: they are written one by one. */
  private look(files: TlsFiles): string | undefined {
    const stamp = `${stampOf(files.certificate)} ${stampOf(files.key)}`;
    if (stamp === this.taken) return undefined;
    try {
      this.take(readTls(files));
      this.taken = stamp;
      return undefined;
    } catch (error) {
      const wasBroken = this.broken === stamp;
      this.broken = stamp;
      if (!wasBroken) return undefined;
      return `what was renewed cannot be used, the one before stays: ${(error as Error).message}`;
    }
  }

  private take(tls: TlsConfig): void {
    if (tls.certificate === this.tls.certificate && tls.key === this.tls.key) return;
    this.parts.use(tls);
    this.tls = tls;
    this.parts.logger.info({ certificate: tls.files?.certificate }, 'the renewed certificate is used');
  }
}

/** Changes with every change of the file, that of a link's target included. */
function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino}:${size}:${mtimeMs}`;
  } catch (error) {
    return (error as Error).message;
  }
}
