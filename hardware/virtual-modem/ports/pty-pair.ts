import type { HostStream } from './host-connection';
import { openNativePty } from './native-pty';
import { openSocatPty } from './socat-pty';

/** A pseudo terminal seen from the modem; the host's end is at `slave`. */
export interface PtyPair extends HostStream {
  /** Path of the host's end; raw, no echo, whoever opens it. */
  readonly slave: string;
  /** Hangs up on whoever has the host's end open. */
  close(): Promise<void>;
}

/** Opens one by @lydell/node-pty where that is installed, by socat where not; rejects where neither is. */
export async function openPty(): Promise<PtyPair> {
  return (await openNativePty()) ?? openSocatPty();
}
