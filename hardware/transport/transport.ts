import type { Readable } from 'node:stream';

/** A way to the modem's bytes: serial port, TCP connection, or a pair of streams in a test. */
export interface Transport {
  /** The device or address that was really opened. */
  readonly name: string;
  readonly bytes: Readable;
  /** Resolves once the bytes have left this computer. Rejects with WriteError, also when the port closes meanwhile. */
  write(bytes: Buffer): Promise<void>;
  /** Resolves with the reason once the port is closed, by `close()` or by itself. Never rejects. */
  readonly closed: Promise<string>;
  /** Never rejects. */
  close(): Promise<void>;
}

export class WriteError extends Error {
  override name = 'WriteError';
  constructor(
    message: string,
    /** false: certainly not one byte was written. */
    readonly started: boolean,
  ) {
    super(message);
  }
}

/** A port that cannot be opened: names it and the likely cause. */
export class PortError extends Error {
  override name = 'PortError';
}
