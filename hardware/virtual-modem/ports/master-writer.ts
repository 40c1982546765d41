import { writeSync } from 'node:fs';
import { Unread } from './unread';

/** Octets kept for a host that does not read. */
const MAX_UNREAD = 65_536;

/** Milliseconds between tries while the host does not read, doubled from the first to the last. */
const FIRST_RETRY = 1;
const LAST_RETRY = 256;

/** Writes to a pty master that does not block. A tty.ReadStream cannot: libuv makes its writes wait for the reader. */
export class MasterWriter {
  readonly #unwritten = new Unread(MAX_UNREAD);
  #retry = FIRST_RETRY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly descriptor: number) {}

  write(octets: Buffer): void {
    if (this.#closed) {
      return;
    }
    this.#unwritten.add(octets);
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
    for (let next = this.#unwritten.first; next; next = this.#unwritten.first) {
      const written = this.#tryWrite(next);
      if (written === 0) {
        this.#timer = setTimeout(() => this.#flush(), this.#retry);
        this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
        return;
      }
      this.#retry = FIRST_RETRY;
      this.#unwritten.take(written);
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
