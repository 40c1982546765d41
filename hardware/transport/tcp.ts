import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { explainOpenError } from './open-error';
import { PendingWrites } from './pending-writes';
import { escapeTelnet, GREETING, lineSettings, TelnetDecoder } from './rfc2217';
import { PortError, WriteError, type Transport } from './transport';

const CONNECT_LIMIT_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** Octets read at once: a modem's lines are shorter, and noise would take buffers faster than they are collected. */
const READ_SIZE = 2_048;

/**
 * A serial port behind a TCP socket, as ser2net offers it: raw with `tcp://host:port`, with `rfc2217://host:port` under
 * the control of RFC 2217, which is told the baud rate.
 */
export async function openTcp(address: string, baudRate: number): Promise<Transport> {
  const { host, port } = parseAddress(address);
  const received = new Readable({ read: () => void socket.resume() });
  const socket: Socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    onread: {
      buffer: Buffer.alloc(READ_SIZE),
      callback: (size, buffer) => received.push(Buffer.from(buffer.subarray(0, size))),
    },
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy();
      reject(explainOpenError(address, error));
    };
    socket.once('error', fail);
    socket.setTimeout(CONNECT_LIMIT_MS, () =>
      fail(new Error(`no connection within ${CONNECT_LIMIT_MS / 1000} s`)),
    );
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      resolve();
    });
  });
  return new TcpTransport(address, socket, received, address.startsWith('rfc2217:') ? baudRate : undefined);
}

function parseAddress(address: string): { host: string; port: number } {
  const match = /^(?:tcp|rfc2217):\/\/(\[[^\]]+\]|[^:/]+):(\d{1,5})\/?$/.exec(address);
  const port = Number(match?.[2]);
  if (!match?.[1] || port < 1 || port > 65535)
    throw new PortError(`port ${address}: expected tcp://host:port or rfc2217://host:port`);
  return { host: match[1].replace(/^\[|\]$/g, ''), port };
}

class TcpTransport implements Transport {
  readonly closed: Promise<string>;
  private readonly writes = new PendingWrites();

  readonly bytes: Readable;
  private readonly encode: (octets: Buffer) => Buffer;

  /** `baudRate` where the port is to be controlled by RFC 2217. */
  constructor(
    readonly name: string,
    private readonly socket: Socket,
    received: Readable,
    baudRate: number | undefined,
  ) {
    if (baudRate === undefined) {
      this.bytes = received;
      this.encode = (octets) => octets;
    } else {
      const write = (octets: Buffer) => void socket.write(octets);
      this.bytes = received.pipe(new TelnetDecoder(write, () => write(lineSettings(baudRate))));
      this.encode = escapeTelnet;
      write(GREETING);
    }
    this.closed = new Promise((resolve) => {
      const end = (reason: string): void => {
        this.writes.rejectAll(reason);
        resolve(reason);
      };
      socket.on('error', (error) => end(error.message));
      socket.once('end', () => end('the other end closed the connection'));
      socket.once('close', () => end('closed'));
    });
  }

  write(bytes: Buffer): Promise<void> {
    if (!this.socket.writable) return Promise.reject(new WriteError('the connection is closed', false));
    return this.writes.run((done) => this.socket.write(this.encode(bytes), done));
  }

  async close(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
