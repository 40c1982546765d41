import type { SerialBindingPort, SerialLines, SerialOpenOptions } from '../../transport/binding';
import type { VirtualModem } from '../virtual-modem';
import { Unread } from './unread';

/** Octets kept for a host that does not read. */
const MAX_UNREAD = 262_144;

/** Octets that the line may lag behind before `write` waits, like the buffer of a system. */
const WRITE_AHEAD = 4096;

/** What reads and writes in progress fail with when the port is closed on this side. */
class CanceledError extends Error {
  readonly canceled = true;
}

/** A port opened on a virtual modem. */
export class VirtualPort implements SerialBindingPort {
  isOpen = true;
  #baudRate: number;
  readonly #unread = new Unread(MAX_UNREAD);
  #disconnected = false;
  #writing = Promise.resolve();
  /** Those who wait for octets, for room on the line, or for its end. */
  #waiting: { wake: () => void; fail: (error: Error) => void }[] = [];

  constructor(
    private readonly modem: VirtualModem,
    readonly openOptions: Required<SerialOpenOptions>,
  ) {
    this.#baudRate = openOptions.baudRate;
    modem.on('bytes', this.#onBytes);
    modem.on('drain', this.#wake);
    modem.on('unplugged', this.#onUnplugged);
  }

  async close(): Promise<void> {
    this.#requireOpen();
    this.isOpen = false;
    this.modem.off('bytes', this.#onBytes);
    this.modem.off('drain', this.#wake);
    this.modem.off('unplugged', this.#onUnplugged);
    this.#fail(new CanceledError('Port is closed'));
  }

  async read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }> {
    this.#requireOpen();
    await this.#until(() => !this.#unread.isEmpty);
    let bytesRead = 0;
    for (let first = this.#unread.first; first && bytesRead < length; first = this.#unread.first) {
      const taken = first.copy(buffer, offset + bytesRead, 0, length - bytesRead);
      bytesRead += taken;
      this.#unread.take(taken);
    }
    return { buffer, bytesRead };
  }

  async write(buffer: Buffer): Promise<void> {
    this.#requireOpen();
    this.#writing = this.#writeAll(buffer);
    await this.#writing;
  }

  async #writeAll(buffer: Buffer): Promise<void> {
    for (let at = 0; at < buffer.length; at += WRITE_AHEAD) {
      await this.#until(() => this.modem.pending < WRITE_AHEAD);
      this.modem.write(buffer.subarray(at, at + WRITE_AHEAD));
    }
  }

  async drain(): Promise<void> {
    this.#requireOpen();
    await this.#writing;
    await this.#until(() => this.modem.pending === 0);
  }

  async flush(): Promise<void> {
    this.#requireOpen();
    this.#unread.clear();
  }

  async update({ baudRate }: { baudRate: number }): Promise<void> {
    this.#requireOpen();
    this.#baudRate = baudRate;
  }

  async getBaudRate(): Promise<{ baudRate: number }> {
    this.#requireOpen();
    return { baudRate: this.#baudRate };
  }

  async set(): Promise<void> {
    this.#requireOpen();
  }

  async get(): Promise<SerialLines> {
    this.#requireOpen();
    return { cts: true, dsr: true, dcd: false };
  }

  #requireOpen(): void {
    if (!this.isOpen) {
      throw new Error('Port is not open');
    }
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#disconnected) {
        throw new Error('The modem is unplugged');
      }
      await new Promise<void>((wake, fail) => this.#waiting.push({ wake, fail }));
    }
  }

  #onBytes = (octets: Buffer): void => {
    this.#unread.add(octets);
    this.#wake();
  };

  #wake = (): void => {
    this.#waiting.splice(0).forEach(({ wake }) => wake());
  };

  #onUnplugged = (): void => {
    this.#disconnected = true;
    this.#fail(new Error('The modem is unplugged'));
  };

  #fail(error: Error): void {
    this.#waiting.splice(0).forEach(({ fail }) => fail(error));
  }
}
