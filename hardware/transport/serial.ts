import { SerialPortStream } from '@serialport/stream';
import type { SerialBinding } from './binding';
import { useDirectIo } from './direct-io';
import { explainOpenError } from './open-error';
import { PendingWrites } from './pending-writes';
import { WriteError, type Transport } from './transport';

export async function openSerial(
  path: string,
  baudRate: number,
  binding?: SerialBinding,
): Promise<Transport> {
  const source = binding ?? (await import('serialport')).SerialPort.binding;
  const stream = new SerialPortStream({ path, baudRate, binding: source, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => {
      if (error) return reject(explainOpenError(path, error));
      if (stream.port) useDirectIo(stream.port);
      resolve();
    });
  });
  return new SerialTransport(stream);
}

class SerialTransport implements Transport {
  readonly closed: Promise<string>;
  private readonly writes = new PendingWrites();

  constructor(private readonly stream: SerialPortStream) {
    this.closed = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.writes.rejectAll(reason);
        resolve(reason);
      };
      stream.once('close', (error?: Error | null) => end(error ? `unplugged: ${error.message}` : 'closed'));
      stream.on('error', (error) => end(error.message));
    });
  }

  get name(): string {
    return this.stream.path;
  }

  get bytes(): SerialPortStream {
    return this.stream;
  }

  write(bytes: Buffer): Promise<void> {
    // a write on a port that is not open would wait for it to open
    if (!this.stream.isOpen) return Promise.reject(new WriteError('the port is closed', false));
    return this.writes.run((done) => {
      this.stream.write(bytes, (error) => (error ? done(error) : this.stream.drain(done)));
    });
  }

  async close(): Promise<void> {
    if (!this.stream.isOpen) return;
    await new Promise<void>((resolve) => this.stream.close(() => resolve()));
  }
}
