import type { AccountConfig, Config } from '../config/types';
import type { MessageView } from '../submission/view';

/** Longest wait for an answer of a daemon on this machine, in milliseconds. */
const ANSWER_TIMEOUT = 15_000;

/** A message as the daemon's JSON API shows it. */
export type DaemonMessage = Pick<MessageView, 'to' | 'numberOfParts' | 'route'> & {
  id: string;
  submission: { id: string };
};

/** The running daemon, over its own JSON API. */
export class DaemonClient {
  readonly url: string;

  constructor(
    { listen: { host, port } }: Config,
    private readonly account: AccountConfig,
  ) {
    const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    this.url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  }

  submit(entry: object, query = ''): Promise<DaemonMessage[]> {
    return this.call('POST', `/v1/messages${query}`, entry) as Promise<DaemonMessage[]>;
  }

  show(id: string): Promise<DaemonMessage> {
    return this.call('GET', `/v1/messages/${id}`) as Promise<DaemonMessage>;
  }

  cancel(id: number): Promise<unknown> {
    return this.call('POST', `/v1/messages/${id}/cancel`);
  }

  retry(id: number): Promise<unknown> {
    return this.call('POST', `/v1/messages/${id}/retry`);
  }

  private async call(method: string, path: string, body?: object): Promise<unknown> {
    const { username, password } = this.account;
    const headers: Record<string, string> = {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const request = {
      method,
      headers,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT),
      ...(body && { body: JSON.stringify(body) }),
    };
    const response = await fetch(this.url + path, request).catch(
      (error: Error & { cause?: { code?: string } }) => {
        if (error.cause?.code === 'ECONNREFUSED') {
          throw new Error(`no daemon answers at ${this.url}; start it with: gsm-fallback serve`);
        }
        throw new Error(`the daemon at ${this.url} did not answer: ${error.cause?.code ?? error.message}`);
      },
    );
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer;
    const { detail } = (answer ?? {}) as { detail?: string };
    throw new Error(detail ?? `the daemon at ${this.url} answered ${response.status}`);
  }
}
