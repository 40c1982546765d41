import { writeSync } from 'node:fs';

/** Octets kept for a host that does not read; further ones are lost, as in a UART. */
const MAX_UNREAD = 65_536;

/** Milliseconds between tries while the host does not read, doubled from the first to the last. */
const FIRST_RETRY = 1;
const LAST_RETRY = 256;

/** Writes to a pty master that does not block. A tty.ReadStream cannot: libuv makes its writes wait for the reader. */
export class MasterWriter {
  #unwritten: Buffer[] = [];
  #octets = 0;
  #retry = FIRST_RETRY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly descriptor: number) {}

  write(octets: Buffer): void {
    if (this.#closed || this.#octets + octets.length > MAX_UNREAD) {
      return;
    }
    this.#unwritten.push(octets);
    this.#octets += octets.length;
    if (!this.#timer) {
      this.#flush();
    }
  }

  /** To be called before the descriptor is closed: its number may then be another file's. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    for (let next = this.#unwritten[0]; next; next = this.#unwritten[0]) {
      const written = this.#tryWrite(next);
      if (written === 0) {
        this.#timer = setTimeout(() => this.#flush(), this.#retry);
        this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
        return;
      }
      this.#retry = FIRST_RETRY;
      this.#octets -= written;
      if (written === next.length) {
        this.#unwritten.shift();
      } else {
        this.#unwritten[0] = next.subarray(written);
      }
    }
  }

  #tryWrite(octets: Buffer): number {
    try {
      return writeSync(this.descriptor, octets);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
        return 0;
      }
      throw error;
    }
  }
}
