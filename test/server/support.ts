import type { FastifyInstance } from 'fastify';
import { systemClock } from '../../src/clock';
import type { AccountConfig, Config } from '../../src/config/types';
import type { InboxMessage } from '../../src/inbox/message';
import type { BatchMessage, Logger, Queue } from '../../src/ports';
import { createServer } from '../../src/server/server';
import type { ServerParts } from '../../src/server/parts';
import { createMetrics } from '../../src/server/status/metrics';
import type { Receipt, Submission } from '../../src/submission/submission';
import type { MessageState, MessageView } from '../../src/submission/view';

const COUNTS: Record<MessageState, number> = {
  queued: 1,
  scheduled: 0,
  routing: 0,
  submitted: 0,
  delivered: 2,
  failed: 0,
  expired: 0,
  inDoubt: 0,
  cancelled: 0,
};

export const NOW = Date.UTC(2030, 5, 15, 12, 0, 0);

export const anAccount = (changes: Partial<AccountConfig> = {}): AccountConfig => ({
  username: 'panel',
  password: 'secret',
  policy: 'default',
  duplicateMemory: 48 * 3_600_000,
  timeZone: 'Europe/London',
  characters: 'iso-8859-1',
  price: 1,
  credits: 2101.15,
  quota: {},
  push: {},
  ...changes,
});

export const CONFIG: Config = {
  listen: { host: '127.0.0.1', port: 0 },
  limits: { connections: 128, requestsPerMinute: 6000 },
  keep: 86_400_000,
  data: 'unused',
  accounts: [
    anAccount({ username: 'panel', password: 'secret' }),
    anAccount({ username: 'other', password: 'pässword' }),
  ],
  gateways: [],
  modems: [],
  policies: {},
  alerts: {},
  groups: { '7': ['447700900001', '447700900002'], '8': ['447700900002'] },
};

export interface Harness {
  app: FastifyInstance;
  /** What reached the intake, in order. */
  taken: Submission[];
  log: string[];
  /** What the queue answers for every batch. */
  batches: BatchMessage[];
  inbox: InboxMessage[];
  /** What gateways told. */
  news: unknown[];
  /** Makes the intake reject from now on. */
  breakWith: (error: Error) => void;
  /** A message of that account in the queue. */
  put: (view: Partial<MessageView>) => void;
}

/** The server on an intake and a queue in memory, the clock standing still at NOW. */
export function createHarness(changed: Partial<ServerParts> = {}): Harness {
  const taken: Submission[] = [];
  const views = new Map<number, MessageView>();
  const log: string[] = [];
  let failure: Error | undefined;
  let nextId = 30430;
  const write = (facts: object, sentence: string): void =>
    void log.push(`${JSON.stringify(facts)} ${sentence}`);
  const logger: Logger = { debug: write, info: write, warn: write, error: write };

  const batches: BatchMessage[] = [];
  const inbox: InboxMessage[] = [];
  const news: unknown[] = [];
  const submitAll = async (submissions: readonly Submission[]): Promise<Receipt> => {
    if (failure) throw failure;
    taken.push(...submissions);
    const messageIds = submissions.flatMap((submission) =>
      submission.recipients.map((to) => {
        const id = nextId++;
        views.set(id, viewOf(id, to, submission));
        return id;
      }),
    );
    const scheduled = submissions.some(({ sendAt }) => (sendAt ?? NOW) > NOW);
    return { id: messageIds[0]!, messageIds, scheduled, duplicate: false };
  };
  const queue: Queue = {
    show: (id) => views.get(id),
    list: ({ account, state, limit = 100 } = {}) =>
      [...views.values()]
        .filter((view) => account === undefined || view.account === account)
        .filter((view) => state === undefined || view.route.state === state)
        .reverse()
        .slice(0, limit),
    counts: () => COUNTS,
    batch: () => batches,
  };
  const app = createServer({
    config: CONFIG,
    intake: { submit: (submission) => submitAll([submission]), submitAll, earlier: () => undefined },
    queue,
    inbox: {
      list: ({ after, limit }) => inbox.filter(({ id }) => id > after).slice(0, limit),
      show: (id) => inbox.find((message) => message.id === id),
    },
    news: {
      status: async (report) => {
        news.push(report);
        return report.batch === '30430' ? 'known' : report.batch === '5' ? 'awaited' : 'foreign';
      },
      received: async (message, batch) => void news.push({ ...message, batch }),
    },
    control: {
      cancel: async (id) => {
        const view = views.get(id)!;
        if (view.route.state !== 'queued') throw new Error(`message ${id} is ${view.route.state} already`);
        view.route.state = 'cancelled';
      },
      retry: async (id) => {
        throw new Error(`message ${id} is not in a final state`);
      },
    },
    logger,
    clock: { ...systemClock, now: () => NOW },
    isWritable: () => true,
    status: () => ({ paths: [], alerts: [], counts: COUNTS, latest: queue.list() }),
    metrics: createMetrics(queue),
    ...changed,
  });
  return {
    app,
    taken,
    batches,
    inbox,
    news,
    log,
    breakWith: (error) => void (failure = error),
    put: (view) => {
      const id = view.id ?? nextId++;
      const template = viewOf(id, '447700900009', {
        content: { alphabet: '7bit', text: 'x' },
        account: 'panel',
      });
      views.set(id, { ...template, ...view });
    },
  };
}

function viewOf(
  id: number,
  to: string,
  submission: Pick<Submission, 'content' | 'account'> & Partial<Submission>,
) {
  const { content } = submission;
  const view: MessageView = {
    id,
    submission: { id, date: new Date(NOW).toISOString() },
    account: submission.account,
    to,
    body: content.alphabet === '8bit' ? content.octets : content.text,
    alphabet: content.alphabet,
    messageClass: submission.messageClass ?? null,
    protocolId: submission.protocolId ?? 0,
    sender: submission.sender ?? null,
    sourceId: submission.sourceId ?? null,
    numberOfParts: 1,
    route: { state: 'queued', via: null, reason: null, notes: [], attempts: [], segments: [] },
  };
  return view;
}

/** Every parameter that send_sms needs, and what is given. An undefined value takes a parameter away. */
export function formOf(parameters: Record<string, string | undefined> = {}): string {
  const all = { username: 'panel', password: 'secret', msisdn: '447700900001', message: 'Hi', ...parameters };
  return Object.entries(all)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

export const SEND_SMS = '/eapi/submission/send_sms/2/2.0';

export async function post(
  app: FastifyInstance,
  payload: string | Buffer,
  headers: Record<string, string> = {},
) {
  return app.inject({
    method: 'POST',
    url: SEND_SMS,
    payload,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

export function basic(username: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
