import type { Server, ServerResponse, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { mend, MendedConnection } from './mended-get';

/** What Node.js tells of bytes that it could not read as HTTP. */
export interface ClientError extends Error {
  code: string;
  rawPacket?: Buffer | undefined;
}

/** How long a client has to close the connection that it was refused on, in milliseconds. */
const LAST_WORDS = 1_000;

/** Answers what is not HTTP, or not in time, in one line, and closes. */
export class BrokenRequests {
  /** Of each connection, those that were not finished when the last of them began. */
  private readonly answers = new WeakMap<Socket, ServerResponse[]>();
  private readonly mended = new WeakSet<Socket>();

  constructor(
    private readonly server: Server,
    private readonly limits: { headers: number; requestTimeout: number },
  ) {
    server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
      const own = this.answers.get(socket);
      if (!own) return void this.answers.set(socket, [answer]);
      while (own[0]?.writableFinished) own.shift();
      own.push(answer);
    });
  }

  take(error: ClientError, socket: Socket): void {
    if (this.mended.has(socket)) return;
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    // A request that was whole is answered, whatever follows it: its client must not think that it was refused.
    const last = this.answers
      .get(socket)
      ?.findLast(({ req, writableFinished }) => req.complete && !writableFinished);
    if (last) {
      last.once('close', () => end(socket));
      return;
    }
    const { rawPacket } = error;
    const request = rawPacket && socket.bytesRead === rawPacket.length ? mend(rawPacket) : undefined;
    if (request) this.begin(request, socket);
    else this.refuse(error.code, socket);
  }

  private begin(request: Buffer, socket: Socket): void {
    this.mended.add(socket);
    const event = this.server instanceof TlsServer ? 'secureConnection' : 'connection';
    this.server.emit(event, new MendedConnection(socket, request));
  }

  private refuse(code: string, socket: Socket): void {
    const [status, line] = this.refusal(code);
    const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n`;
    end(socket, `${head}Content-Length: ${line.length + 1}\r\n\r\n${line}\n`);
  }

  private refusal(code: string): readonly [status: string, line: string] {
    switch (code) {
      case 'HPE_HEADER_OVERFLOW':
        return [
          '431 Request Header Fields Too Large',
          `request line and headers: more than ${this.limits.headers} bytes`,
        ];
      case 'HPE_INVALID_EOF_STATE':
        return ['400 Bad Request', 'the request ended before it was whole; nothing was accepted'];
      case 'ERR_HTTP_REQUEST_TIMEOUT':
        return [
          '408 Request Timeout',
          `the request was not whole within ${this.limits.requestTimeout / 1_000} seconds`,
        ];
      default:
        return ['400 Bad Request', 'the request is not valid HTTP/1.1'];
    }
  }
}

/** A client that never closes would keep its place among the connections. */
function end(socket: Socket, words = ''): void {
  socket.end(words);
  setTimeout(() => socket.destroy(), LAST_WORDS).unref();
}
