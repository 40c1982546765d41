import type { Registry } from 'prom-client';
import type { Alert } from '../../alerts/alerts';
import { toDbm } from '../../dispatch/signal';
import type { Queue } from '../../ports';
import type { Outcome } from '../../submission/outcome';
import type { PathKind } from '../../submission/submission';
import type { PathStatus } from './snapshot';

/** What /metrics says, and how the rest of the process adds to it. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Counts one attempt that has ended; `name` is the path's in the configuration. */
  attempted(via: PathKind, name: string, outcome: Outcome['kind']): void;
}

/** What is looked at whenever the metrics are asked for. */
export interface Watched {
  alerts: () => readonly Alert[];
  paths: () => readonly PathStatus[];
}

type Labels = Record<'via' | 'name' | 'outcome', string>;

/**
 * Metrics in a registry of their own, which is made when it is first asked for: most daemons are not watched that way.
 * The messages by state are read from the queue whenever they are asked for.
 */
export function createMetrics(
  queue: Pick<Queue, 'counts'>,
  watched: Watched = { alerts: () => [], paths: () => [] },
): Metrics {
  const attempts = new Map<string, { labels: Labels; count: number }>();
  let registry: Promise<Registry> | undefined;
  return {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    text: async () => (await (registry ??= createRegistry(queue, attempts, watched))).metrics(),
    attempted(via, name, outcome) {
      const key = JSON.stringify([via, name, outcome]);
      const known = attempts.get(key);
      if (known) known.count++;
      else attempts.set(key, { labels: { via, name, outcome }, count: 1 });
    },
  };
}

async function createRegistry(
  queue: Pick<Queue, 'counts'>,
  attempts: ReadonlyMap<string, { labels: Labels; count: number }>,
  { alerts, paths }: Watched,
): Promise<Registry> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  const registry = new Registry();
  new Gauge({
    name: 'gsm_fallback_messages',
    help: 'Messages in the outbox by state.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(queue.counts())) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'gsm_fallback_alerts',
    help: 'What a person has to see to: 1 for each.',
    labelNames: ['about'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { about } of alerts()) this.set({ about }, 1);
    },
  });
  new Gauge({
    name: 'gsm_fallback_path_ready',
    help: 'Whether a path would take a message now: 1, or 0.',
    labelNames: ['kind', 'name'],
    registers: [registry],
    collect() {
      for (const { kind, name, ready } of paths()) this.set({ kind, name }, Number(ready));
    },
  });
  new Gauge({
    name: 'gsm_fallback_modem_signal_dbm',
    help: 'Power received by a modem that is ready, -113 to -51 dBm; absent when not known.',
    labelNames: ['name', 'operator'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, reception } of paths()) {
        if (!reception || reception.signal === null) continue;
        this.set({ name, operator: reception.operator ?? '' }, toDbm(reception.signal));
      }
    },
  });
  new Counter({
    name: 'gsm_fallback_attempts_total',
    help: 'Attempts that have ended, by path and outcome.',
    labelNames: ['via', 'name', 'outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, count } of attempts.values()) this.inc(labels, count);
    },
  });
  return registry;
}
