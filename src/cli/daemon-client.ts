import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import { text } from 'node:stream/consumers';
import { looksHashed } from '../access/password-hash';
import type { AccountConfig, Config, TlsConfig } from '../config/types';
import type { MessageView } from '../submission/view';
import { askPassword } from './ask-password';

/** Longest wait for an answer of a daemon on this machine, in milliseconds. */
const ANSWER_TIMEOUT = 15_000;

/** A message as the daemon's JSON API shows it. */
export type DaemonMessage = Pick<MessageView, 'to' | 'numberOfParts' | 'route'> & {
  id: string;
  submission: { id: string };
};

/** Where the password of an account is looked for whose configuration has only a hash of it. */
const PASSWORD_VARIABLE = 'GSM_FALLBACK_PASSWORD';

/** The running daemon, over its own JSON API. */
export class DaemonClient {
  readonly url: string;
  private readonly tls: TlsConfig | undefined;
  private password: Promise<string> | undefined;

  constructor(
    { listen: { host, port }, tls }: Config,
    private readonly account: AccountConfig,
  ) {
    this.tls = tls;
    const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    this.url = `${tls ? 'https' : 'http'}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
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
    const { username } = this.account;
    const credentials = `${username}:${await (this.password ??= passwordOf(this.account))}`;
    const headers = {
      authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      ...(body && { 'content-type': 'application/json' }),
    };
    const { status, answer } = await this.exchange(method, path, headers, body && JSON.stringify(body));
    if (status >= 200 && status < 300) return answer;
    const { detail } = (answer ?? {}) as { detail?: string };
    throw new Error(detail ?? `the daemon at ${this.url} answered ${status}`);
  }

  private async exchange(
    method: string,
    path: string,
    headers: http.OutgoingHttpHeaders,
    body?: string,
  ): Promise<{ status: number; answer: unknown }> {
    const options = { method, headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT) };
    const request = this.tls
      ? https.request(this.url + path, { ...options, ...trusting(this.tls) })
      : http.request(this.url + path, options);
    try {
      request.end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      return { status: response.statusCode!, answer: parse(await text(response)) };
    } catch (error) {
      const { code, name, message } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') {
        throw new Error(`no daemon answers at ${this.url}; start it with: gsm-fallback serve`, {
          cause: error,
        });
      }
      const why = name === 'AbortError' ? `within ${ANSWER_TIMEOUT / 1000} s` : (code ?? message);
      throw new Error(`the daemon at ${this.url} did not answer: ${why}`, { cause: error });
    }
  }
}

/** The certificate of the configuration, whatever name it is for: this machine may be called otherwise here. */
const trusting = ({ certificate }: TlsConfig): https.RequestOptions => ({
  ca: certificate,
  allowPartialTrustChain: true,
  checkServerIdentity: () => undefined,
});

function passwordOf({ username, password }: AccountConfig): Promise<string> {
  if (!looksHashed(password)) return Promise.resolve(password);
  const given = process.env[PASSWORD_VARIABLE];
  if (given !== undefined) return Promise.resolve(given);
  if (process.stdin.isTTY) return askPassword(`Password of ${username}: `);
  return Promise.reject(
    new Error(`the password of ${username} is hashed in the configuration: set ${PASSWORD_VARIABLE}`),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
