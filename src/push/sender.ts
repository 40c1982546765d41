import type { AccountConfig } from '../config/types';
import type { Push, Pushes } from '../outbox';
import type { Clock, Logger } from '../ports';
import { LONGEST_PAUSE, nextTry, rulesOf, type PushAnswer } from './rules';

/** Longest wait for an answer, in milliseconds (spec: eapi section 9). */
const ANSWER_TIMEOUT = 30_000;
/** Requests of one account that are under way at once. */
const MOST_UNDER_WAY = 4;
/** The longest it sleeps, in milliseconds, so that a clock that was set is noticed. */
const LONGEST_SLEEP = 60_000;
/** Most bytes read of an answer: one is enough to know that there are any. */
const LONGEST_ANSWER = 64 * 1024;

export interface PushSenderParts {
  pushes: Pushes;
  accounts: readonly AccountConfig[];
  clock: Clock;
  logger: Logger;
}

/** Works off the pushes that wait on disk, the longest due first; an account's receiver that fails holds up none of another. */
export class PushSender {
  private readonly underWay = new Map<string, Map<number, Promise<void>>>();
  private readonly stopping = new AbortController();
  private timer: unknown;

  constructor(private readonly parts: PushSenderParts) {}

  /** Looks for pushes that are due; to be called whenever one may have been added. */
  pump(): void {
    const { pushes, clock } = this.parts;
    if (this.stopping.signal.aborted) return;
    clock.clearTimeout(this.timer);
    const now = clock.now();
    for (const account of pushes.accounts()) {
      const own = this.underWay.get(account) ?? new Map<number, Promise<void>>();
      this.underWay.set(account, own);
      for (const push of pushes.due(account, now, MOST_UNDER_WAY + own.size)) {
        if (own.size < MOST_UNDER_WAY && !own.has(push.id)) own.set(push.id, this.work(push));
      }
    }
    const next = pushes.nextDue(now);
    const sleep = next === undefined ? LONGEST_SLEEP : Math.min(LONGEST_SLEEP, Math.max(1, next - now));
    this.timer = clock.setTimeout(() => this.pump(), sleep);
  }

  /** Begins with what waits on disk. */
  async start(): Promise<void> {
    const now = this.parts.clock.now();
    await this.parts.pushes.hasten(now, now + LONGEST_PAUSE);
    this.pump();
  }

  /** What is under way is given up; it is tried again at the next start. */
  async stop(): Promise<void> {
    this.parts.clock.clearTimeout(this.timer);
    this.stopping.abort();
    await Promise.all([...this.underWay.values()].flatMap((own) => [...own.values()]));
  }

  private async work(push: Push): Promise<void> {
    try {
      await this.settle(push, await this.tell(push));
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.parts.logger.error(
          { push: push.id, error: String(error) },
          'a push could not be settled on disk',
        );
    } finally {
      this.underWay.get(push.account)!.delete(push.id);
      // Not in the same turn: a disk that refuses must not make it spin.
      this.parts.clock.setTimeout(() => this.pump(), 1);
    }
  }

  /** `gone`: nobody wants it any more. */
  private async tell({ account, kind, payload }: Push): Promise<PushAnswer | 'gone'> {
    const url = addressOf(this.parts.accounts, account, kind);
    if (url === undefined) return 'gone';
    const { method } = rulesOf(kind);
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(ANSWER_TIMEOUT)]);
    try {
      // Loaded by the first push: most daemons have none.
      const { request } = await import('undici');
      const { statusCode, body } = await request(method === 'GET' ? withQuery(url, payload) : url, {
        method,
        signal,
        headersTimeout: ANSWER_TIMEOUT,
        headers: {
          'user-agent': 'gsm-fallback',
          ...(method === 'POST' && { 'content-type': 'application/json' }),
        },
        ...(method === 'POST' && { body: payload }),
      });
      let length = 0;
      for await (const chunk of body) {
        length += (chunk as Buffer).length;
        if (length > LONGEST_ANSWER) break;
      }
      return { status: statusCode, length };
    } catch (error) {
      this.parts.logger.debug({ account, kind, error: String(error) }, 'a push got no answer');
      return undefined;
    }
  }

  private async settle(push: Push, answer: PushAnswer | 'gone'): Promise<void> {
    const { pushes, clock, logger } = this.parts;
    if (this.stopping.signal.aborted) return;
    const { id, account, kind, tries } = push;
    const verdict = answer === 'gone' ? 'taken' : rulesOf(kind).judge(answer);
    const said = typeof answer === 'object' ? `HTTP ${answer.status}` : 'no answer';
    if (verdict === 'taken') return pushes.remove(id);
    const next = verdict === 'again' ? nextTry(push, clock.now()) : undefined;
    if (next !== undefined) {
      if (tries === 0) logger.warn({ account, kind, push: id }, `a push got ${said}; it is tried again`);
      return pushes.again(id, next);
    }
    logger.error({ account, kind, push: id, tries: tries + 1 }, `a push is given up: ${said}`);
    return pushes.remove(id);
  }
}

function addressOf(
  accounts: readonly AccountConfig[],
  username: string,
  kind: Push['kind'],
): string | undefined {
  const push = accounts.find((account) => account.username === username)?.push;
  return kind === 'status' ? push?.status : kind === 'reply' ? push?.replies : push?.webhook;
}

const withQuery = (url: string, query: string): string => {
  const [address, ...rest] = url.split('#', 1)[0]!.split('?');
  const own = rest.join('?');
  return `${address}?${own === '' ? '' : `${own}&`}${query}`;
};
