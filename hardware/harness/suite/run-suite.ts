import type { ModemIdentity } from '../../../src/dispatch/modem-port';
import { seenQuirks, type Quirk } from '../quirks';
import { Bench, type BenchOptions } from './bench';
import { Failure, Interrupted, NotTried, type Check, type Result } from './check';

/** What a run came to. */
export interface Findings {
  port: string;
  to: string | undefined;
  /** ISO 8601, UTC. */
  startedAt: string;
  ms: number;
  identity: ModemIdentity;
  capabilities: ReadonlyMap<string, string | null>;
  results: readonly Result[];
  quirks: readonly Quirk[];
  messages: { spent: number; limit: number };
  /** Somebody ended it before its end. */
  interrupted: boolean;
}

export interface SuiteListener {
  /** The port is open and the modem answers. */
  connected(identity: ModemIdentity): void;
  began(check: Check): void;
  ended(result: Result): void;
}

/** Runs the checks in their order. Rejects, naming the port, where there is no modem to be checked; the port is closed in any case. */
export async function runSuite(
  checks: readonly Check[],
  options: BenchOptions,
  listener: SuiteListener,
): Promise<Findings> {
  const { config, budget, clock, signal, transcript } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const began = clock.monotonic();
  const bench = new Bench(options);
  const results: Result[] = [];
  try {
    await bench.orAborted(bench.connect());
    listener.connected(bench.identity!);
    const suite = new Suite(bench, listener);
    for (const check of checks) results.push(await suite.run(check));
  } finally {
    await bench.leave(signal.aborted);
  }
  return {
    port: config.port,
    to: budget.to,
    startedAt,
    ms: clock.monotonic() - began,
    identity: bench.identity!,
    capabilities: bench.capabilities,
    results,
    quirks: seenQuirks(transcript.since()),
    messages: { spent: budget.spent, limit: budget.limit },
    interrupted: signal.aborted,
  };
}

const POWER =
  'A modem that goes or reboots by itself mostly lacks power: bursts take 2 A. Try another supply or cable.';

class Suite {
  /** Why no further check makes sense. */
  #end: string | undefined;

  constructor(
    private readonly bench: Bench,
    private readonly listener: SuiteListener,
  ) {}

  async run(check: Check): Promise<Result> {
    const { bench } = this;
    const { clock, options } = bench;
    const obstacle = this.#obstacle(check);
    options.transcript.remark(`check ${check.name}${obstacle === undefined ? '' : ` skipped: ${obstacle}`}`);
    if (obstacle === undefined) this.listener.began(check);
    const began = clock.monotonic();
    const result =
      obstacle === undefined ? await this.#try(check) : ({ verdict: 'skipped', detail: obstacle } as const);
    const told: Result = { check, ms: clock.monotonic() - began, ...result };
    if (check.provides && told.verdict !== 'passed') {
      bench.missing.set(check.provides, told.verdict === 'skipped' ? told.detail : `${check.name} failed`);
    }
    this.listener.ended(told);
    return told;
  }

  #obstacle({ needs, messages }: Check): string | undefined {
    const { budget, signal } = this.bench.options;
    if (signal.aborted) return 'interrupted';
    if (this.#end !== undefined) return this.#end;
    const lacked = needs.find((need) => this.bench.missing.has(need));
    if (lacked) return this.bench.missing.get(lacked);
    if (messages > 0 && messages > budget.left) {
      return `it takes ${messages} messages, of --max-messages ${budget.limit} there are ${budget.left} left`;
    }
    return undefined;
  }

  async #try(check: Check): Promise<Pick<Result, 'verdict' | 'detail' | 'advice'>> {
    const { bench } = this;
    try {
      const detail = await bench.orAborted(check.run(bench));
      const [upset] = bench.received.upsets.splice(0);
      if (upset === undefined) return { verdict: 'passed', detail };
      throw new Failure(`${upset} (but for that: ${detail})`, POWER);
    } catch (error) {
      if (error instanceof Interrupted) return { verdict: 'skipped', detail: 'interrupted' };
      const { message } = error as Error;
      if (error instanceof NotTried) return { verdict: 'skipped', detail: message };
      await this.#recover(check);
      bench.received.upsets.length = 0;
      const advice =
        error instanceof Failure
          ? error.advice
          : 'The transcript shows what was asked and what was answered.';
      return { verdict: 'failed', detail: message, ...(advice !== '' && { advice }) };
    }
  }

  /** A check that failed can have left the modem anywhere. */
  async #recover(check: Check): Promise<void> {
    try {
      await this.bench.orAborted(this.bench.recover());
    } catch (error) {
      if (!(error instanceof Interrupted)) this.#end = `the modem answers no more since ${check.name}`;
    }
  }
}
