import { Counter, Gauge, Registry } from 'prom-client';
import type { Alert } from '../../alerts/alerts';
import type { Queue } from '../../ports';
import type { Outcome } from '../../submission/outcome';
import type { PathKind } from '../../submission/submission';

/** What /metrics says, and how the rest of the process adds to it. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Counts one attempt that has ended; `name` is the path's in the configuration. */
  attempted(via: PathKind, name: string, outcome: Outcome['kind']): void;
}

/** Metrics in a registry of their own. The messages by state are read from the queue whenever they are asked for. */
export function createMetrics(
  queue: Pick<Queue, 'counts'>,
  alerts: () => readonly Alert[] = () => [],
): Metrics {
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
  const attempts = new Counter({
    name: 'gsm_fallback_attempts_total',
    help: 'Attempts that have ended, by path and outcome.',
    labelNames: ['via', 'name', 'outcome'],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    attempted: (via, name, outcome) => attempts.inc({ via, name, outcome }),
  };
}
