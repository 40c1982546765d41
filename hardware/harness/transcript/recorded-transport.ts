import { Transform, type Readable, type TransformCallback } from 'node:stream';
import type { Transport } from '../../transport/transport';
import type { Transcript } from './transcript';

/** A transport that writes down what passes it, byte for byte and before anybody reads it. */
export class RecordedTransport implements Transport {
  readonly bytes: Readable;

  constructor(
    private readonly inner: Transport,
    private readonly transcript: Transcript,
  ) {
    transcript.remark(`opened ${inner.name}`);
    this.bytes = inner.bytes.pipe(
      new Transform({
        transform(octets: Buffer, _encoding: BufferEncoding, callback: TransformCallback) {
          transcript.chunk('fromModem', octets.toString('latin1'));
          callback(null, octets);
        },
      }),
    );
    void inner.closed.then((reason) => transcript.remark(`closed: ${reason}`));
  }

  get name(): string {
    return this.inner.name;
  }

  get closed(): Promise<string> {
    return this.inner.closed;
  }

  write(octets: Buffer): Promise<void> {
    this.transcript.chunk('toModem', octets.toString('latin1'));
    return this.inner.write(octets);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
