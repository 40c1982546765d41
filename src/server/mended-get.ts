import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

const HEAD = /^GET (\/[^\r\n]*?) +(HTTP\/1\.[01])\r?\n((?:[^\r\n]+\r?\n)*)\r?\n$/;

/**
 * The GET of a client that does not percent-encode its values (spec: eapi section 4), as it should have been; nothing
 * where it is something else, or not whole. It is the last one of its connection.
 */
export function mend(packet: Buffer): Buffer | undefined {
  const [, target, version, fields] = HEAD.exec(packet.toString('latin1')) ?? [];
  if (target === undefined || fields === undefined) return undefined;
  const encoded = target.replace(
    /[^\x21-\x7e]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  if (encoded === target) return undefined;
  const others = fields.replace(/^connection:.*\r?\n/gim, '');
  return Buffer.from(`GET ${encoded} ${version}\r\n${others}Connection: close\r\n\r\n`, 'latin1');
}

/** The connection of such a client, as if it had sent the request that was mended. */
export class MendedConnection extends Duplex {
  constructor(
    private readonly socket: Socket,
    request: Buffer,
  ) {
    super();
    this.push(request);
    socket.once('close', () => this.destroy());
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  get encrypted(): boolean {
    return 'encrypted' in this.socket;
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    this.socket.setTimeout(milliseconds, callback);
    return this;
  }

  override _read(): void {
    // there is nothing but the one request
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.socket.write(chunk, encoding, callback);
  }

  override _final(callback: () => void): void {
    this.socket.end(callback);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.socket.destroySoon();
    callback(error);
  }
}
