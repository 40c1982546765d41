import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { formatAnswer, type Answer } from '../eapi/answer';
import { textFromWire } from '../eapi/characters';
import { Code } from '../eapi/codes';
import { parseForm } from '../eapi/form';
import { SEND_SMS } from '../eapi/paths';
import { countSegments } from '../sms';

/** What the gateway does with a request. */
export type Behaviour =
  /** Takes it and answers. */
  | 'answer'
  /** Reads it, never takes it, never answers. */
  | 'hang'
  /** Takes it and cuts the connection. */
  | 'loseAnswer'
  /** Takes it, sends half the answer and cuts the connection. */
  | 'resetInAnswer'
  /** Takes it and sends an answer without end, byte by byte. */
  | 'drip'
  /** Cuts the connection before anything is read from it. */
  | 'resetBeforeRequest'
  /** Refuses it with this code. */
  | { code: number; description?: string }
  /** Does not take it, and sends this. */
  | { status: number; body?: string; headers?: Record<string, string> };

export interface SimulatedGatewayOptions {
  username: string;
  password: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 0: any free port. */
  port?: number;
  /** PEM; serves HTTPS with them. */
  tls?: { key: string; cert: string };
}

/** A message that the gateway took, once, however often it was asked to. */
export interface TakenMessage {
  /** ISO 8601, UTC. */
  at: string;
  batchId: number;
  msisdn: string;
  /** Text of a 7bit message, else hexadecimal as it came. */
  message: string;
  stopDupId?: number;
  parameters: Readonly<Record<string, string>>;
}

export interface SeenRequest {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  parameters: Readonly<Record<string, string>>;
}

/** An EAPI gateway on a port of this machine, for the demo and the tests. It remembers all it saw. */
export interface SimulatedGateway {
  /** Base address for `gateways[].url`. */
  readonly url: string;
  /** Ground truth, oldest first. */
  readonly accepted: readonly TakenMessage[];
  readonly requests: readonly SeenRequest[];
  /** One behaviour for each request to come; the last one stays. */
  behave(first: Behaviour, ...then: Behaviour[]): void;
  /** The next request to be read whole, whatever becomes of it. */
  nextRequest(): Promise<SeenRequest>;
  /** Cuts every connection and refuses new ones. */
  unplug(): Promise<void>;
  /** Listens on the same port again. */
  plug(): Promise<void>;
  close(): Promise<void>;
}

/** Rejects when the port cannot be listened on. */
export async function startSimulatedGateway(options: SimulatedGatewayOptions): Promise<SimulatedGateway> {
  const gateway = new Gateway(options);
  await gateway.plug();
  return gateway;
}

const DRIP_INTERVAL = 5;

class Gateway implements SimulatedGateway {
  readonly accepted: TakenMessage[] = [];
  readonly requests: SeenRequest[] = [];
  private readonly server: http.Server;
  private readonly remembered = new Map<string, Answer>();
  private behaviours: Behaviour[] = ['answer'];
  private awaiting: ((request: SeenRequest) => void)[] = [];
  private nextBatchId = 30430;
  private port: number;

  constructor(private readonly options: SimulatedGatewayOptions) {
    this.port = options.port ?? 0;
    const handle: http.RequestListener = (request, response) => {
      this.serve(request, response).catch((error: Error) => response.destroy(error));
    };
    this.server = options.tls ? https.createServer(options.tls, handle) : http.createServer(handle);
    this.server.on('connection', (socket: Socket) => {
      if (this.behaviours[0] !== 'resetBeforeRequest') return;
      this.nextBehaviour();
      socket.resetAndDestroy();
    });
  }

  get url(): string {
    return `${this.options.tls ? 'https' : 'http'}://${this.options.host ?? '127.0.0.1'}:${this.port}/eapi`;
  }

  behave(first: Behaviour, ...then: Behaviour[]): void {
    this.behaviours = [first, ...then];
    if (first === 'resetBeforeRequest') this.server.closeIdleConnections();
  }

  nextRequest(): Promise<SeenRequest> {
    return new Promise((resolve) => this.awaiting.push(resolve));
  }

  async plug(): Promise<void> {
    if (this.server.listening) return;
    this.server.listen(this.port, this.options.host ?? '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async unplug(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  close(): Promise<void> {
    return this.unplug();
  }

  private nextBehaviour(): Behaviour {
    const [behaviour = 'answer', ...then] = this.behaviours;
    if (then.length > 0) this.behaviours = then;
    return behaviour;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await readAll(request).catch(() => undefined);
    if (body === undefined) return;
    const { pathname, search } = new URL(request.url ?? '/', 'http://gateway');
    const { parameters } = parseForm(request.method === 'GET' ? search.slice(1) : body);
    this.note(request, Object.fromEntries(parameters));
    if (pathname !== `/eapi${SEND_SMS}`) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('no such call');
      return;
    }
    this.act(this.nextBehaviour(), parameters, response);
  }

  private note(request: http.IncomingMessage, parameters: Record<string, string>): void {
    const seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      parameters,
    };
    this.requests.push(seen);
    const awaiting = this.awaiting;
    this.awaiting = [];
    for (const resolve of awaiting) resolve(seen);
  }

  private act(behaviour: Behaviour, parameters: Map<string, string>, response: http.ServerResponse): void {
    if (typeof behaviour === 'object') {
      if ('status' in behaviour) {
        response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? '');
        return;
      }
      send(
        response,
        formatAnswer({ code: behaviour.code, description: behaviour.description ?? 'simulated' }),
      );
      return;
    }
    switch (behaviour) {
      case 'hang':
        return;
      case 'resetBeforeRequest':
        response.socket?.resetAndDestroy();
        return;
      case 'answer':
        send(response, formatAnswer(this.take(parameters)));
        return;
      case 'loseAnswer':
        this.take(parameters);
        response.socket?.resetAndDestroy();
        return;
      case 'resetInAnswer':
        sendHalf(response, formatAnswer(this.take(parameters)));
        return;
      case 'drip':
        this.take(parameters);
        drip(response);
        return;
    }
  }

  private take(parameters: Map<string, string>): Answer {
    const problem = this.problemWith(parameters);
    if (problem) return problem;
    const stopDupId = parameters.get('stop_dup_id');
    const earlier = stopDupId === undefined ? undefined : this.remembered.get(stopDupId);
    if (earlier) return earlier;
    const answer = { code: Code.inProgress, description: 'IN_PROGRESS', batchId: this.nextBatchId++ };
    if (stopDupId !== undefined) this.remembered.set(stopDupId, answer);
    this.accepted.push({
      at: new Date().toISOString(),
      batchId: answer.batchId,
      msisdn: parameters.get('msisdn') ?? '',
      message: messageOf(parameters),
      ...(stopDupId !== undefined && { stopDupId: Number(stopDupId) }),
      parameters: Object.fromEntries(parameters),
    });
    return answer;
  }

  private problemWith(parameters: Map<string, string>): Answer | undefined {
    const { username, password } = this.options;
    if (parameters.get('username') !== username || parameters.get('password') !== password) {
      const description = `invalid credentials (username was: ${parameters.get('username') ?? ''})`;
      return { code: Code.authenticationFailure, description };
    }
    const invalid = (description: string): Answer => ({ code: Code.validationFailed, description });
    if (!/^\d{1,20}(,\d{1,20})*$/.test(parameters.get('msisdn') ?? '')) return invalid('msisdn: invalid');
    const message = messageOf(parameters);
    if (message === '') return invalid('message: missing');
    const parts = isText(parameters)
      ? countSegments(message, '7bit').segments
      : Math.ceil(message.length / 280);
    const allowed =
      isText(parameters) && parameters.get('allow_concat_text_sms') === '1'
        ? Number(parameters.get('concat_text_sms_max_parts') ?? 2)
        : 1;
    return parts > allowed ? invalid(`message: needs ${parts} parts, allowed are ${allowed}`) : undefined;
  }
}

function isText(parameters: Map<string, string>): boolean {
  return (parameters.get('dca') ?? '7bit') === '7bit';
}

function messageOf(parameters: Map<string, string>): string {
  const message = parameters.get('message') ?? '';
  return isText(parameters) ? textFromWire(message) : message;
}

async function readAll(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

function send(response: http.ServerResponse, answer: string): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': answer.length }).end(answer);
}

function sendHalf(response: http.ServerResponse, answer: string): void {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': answer.length });
  response.write(answer.slice(0, answer.length / 2), () => response.socket?.destroy());
}

function drip(response: http.ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('0'), DRIP_INTERVAL);
  response.on('close', () => clearInterval(timer));
}
