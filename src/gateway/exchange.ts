import * as http from 'node:http';
import * as https from 'node:https';
import { Slots } from './slots';

/** Longest answer read, in bytes; a real one has under a kilobyte. */
const LONGEST_ANSWER = 64 * 1024;

/** How long a kept connection is looked at before it is written to, in milliseconds. */
const MOMENT = 1;

export interface PostRequest {
  /** Path and query. */
  path: string;
  contentType: string;
  body: string;
  /** Value of the `authorization` header. */
  authorization?: string;
}

/** What one POST came to. */
export type Exchange =
  | { kind: 'answered'; status: number; body: Buffer }
  /** `written`: its first byte had been handed to a connected socket, TLS included. */
  | { kind: 'failed'; written: boolean; error: Error };

/** POSTs to one server, over connections that are kept; each once, never followed, never repeated. */
export class Poster {
  private readonly slots: Slots;
  private readonly agent: http.Agent;
  private readonly request: typeof http.request;
  private readonly connected: 'connect' | 'secureConnect';
  private closed = false;

  /** @param origin such as `https://bulksms.vsms.net`. @param connections most at once. */
  constructor(
    private readonly origin: string,
    connections: number,
  ) {
    this.slots = new Slots(connections);
    const secure = origin.startsWith('https:');
    const options = { keepAlive: true, maxSockets: connections };
    this.agent = secure ? new https.Agent({ ...options, minVersion: 'TLSv1.2' }) : new http.Agent(options);
    this.request = secure ? https.request : http.request;
    this.connected = secure ? 'secureConnect' : 'connect';
  }

  /**
   * Aborting ends the wait and the request at once. The request is written when a connection stands, and not before:
   * that is how `written` is known. `onWritten` is called right before.
   */
  async post(request: PostRequest, signal: AbortSignal, onWritten: () => void): Promise<Exchange> {
    if (!(await this.slots.take(signal))) return { kind: 'failed', written: false, error: reasonOf(signal) };
    try {
      for (;;) {
        if (this.closed) return { kind: 'failed', written: false, error: new Error('the client is closed') };
        const { reused, ...result } = await this.exchange(request, signal, onWritten);
        const wasStale = result.kind === 'failed' && !result.written && reused && !signal.aborted;
        if (!wasStale) return result;
      }
    } finally {
      this.slots.give();
    }
  }

  close(): void {
    this.closed = true;
    this.agent.destroy();
  }

  private exchange(
    { path, contentType, body, authorization }: PostRequest,
    signal: AbortSignal,
    onWritten: () => void,
  ): Promise<Exchange & { reused: boolean }> {
    const octets = Buffer.from(body);
    const request = this.request(new URL(path, this.origin), {
      method: 'POST',
      agent: this.agent,
      headers: {
        'content-type': contentType,
        'content-length': octets.length,
        'user-agent': 'gsm-fallback',
        ...(authorization !== undefined && { authorization }),
      },
    });
    return new Promise((resolve) => {
      let written = false;
      let answer: Exchange | undefined;
      let failure: Error | undefined;

      const write = (): void => {
        if (request.destroyed) return;
        written = true;
        onWritten();
        request.end(octets);
      };
      const giveUp = (): void => {
        failure ??= reasonOf(signal);
        request.destroy();
      };
      signal.addEventListener('abort', giveUp, { once: true });

      request.on('socket', (socket) => {
        // The other side may have closed it since: a moment shows that, before a byte is written.
        if (request.reusedSocket) setTimeout(write, MOMENT);
        else socket.once(this.connected, write);
      });
      // 1xx answers come before the one that counts, asked for or not; node leaves them out.
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length <= LONGEST_ANSWER) return;
          failure ??= coded('ANSWER_TOO_LONG', `answer longer than ${LONGEST_ANSWER} bytes`);
          request.destroy();
        });
        response.on('end', () => {
          if (!failure)
            answer = { kind: 'answered', status: response.statusCode!, body: Buffer.concat(chunks) };
        });
        response.on('error', () => (failure ??= cut()));
      });
      request.on('error', (error) => (failure ??= error));
      request.on('close', () => {
        signal.removeEventListener('abort', giveUp);
        const error = failure ?? cut();
        resolve({ reused: request.reusedSocket, ...(answer ?? { kind: 'failed', written, error }) });
      });
      if (signal.aborted) giveUp();
    });
  }
}

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });

const cut = () => coded('ANSWER_CUT', 'the connection ended before the answer was whole');

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('given up');
}
