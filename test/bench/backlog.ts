// The heap as the daemon has it.
import { started } from '../../src/cli/frugal-heap';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Database } from 'better-sqlite3';
import { systemClock } from '../../src/clock';
import { Dispatcher } from '../../src/dispatch/dispatcher';
import { GatewayLane } from '../../src/dispatch/gateway-lane';
import { ModemPool } from '../../src/dispatch/modem-pool';
import { createQueue, openForWriting, Outbox } from '../../src/outbox';
import type { GatewayPort } from '../../src/ports';
import { silentLogger } from '../support/silent-logger';
import { aBatch } from '../support/submissions';

/**
 * Submission and dispatch with a million messages waiting, beside the same with an empty queue, in turn and in one run.
 * Run with `npm run bench:backlog`; exits with 1 where a goal is missed.
 */
const WAITING = 1_000_000;
const ROUNDS = 9;
/** Messages submitted, and dispatched, in one round. */
const BURST = 500;

const SLOWEST = 1.2;
const LONGEST_STALL = 100;
const MOST_MEMORY = 64;

interface Queue {
  database: Database;
  outbox: Outbox;
  submitting: number[];
  dispatching: number[];
}

async function main(): Promise<void> {
  started();
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-backlog-'));
  try {
    const before = process.memoryUsage.rss();
    const long = openQueue(join(folder, 'long.db'), fill);
    const empty = openQueue(join(folder, 'empty.db'));
    for (let round = 0; round < ROUNDS; round++) {
      for (const queue of round % 2 === 0 ? [long, empty] : [empty, long]) {
        queue.submitting.push(await submit(queue));
        queue.dispatching.push(await dispatch(queue));
      }
    }
    const counting = timed(() => createQueue(long.database).counts());
    const { stall, took } = await returnOfTheModem(long);
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
    print(`${WAITING.toLocaleString('en')} waiting`, 'empty', 'long', 'ratio', 'goal');
    const results = [
      compare('submit, ms a burst', empty.submitting, long.submitting),
      compare('dispatch, ms a burst', empty.dispatching, long.dispatching),
      limit('count by state, ms', counting, 5),
      limit('the modem is back: longest stall, ms', stall, LONGEST_STALL),
      limit('memory grown over all of it, MiB', grown, MOST_MEMORY),
    ];
    print('the modem is back: all woken after, s', '', (took / 1_000).toFixed(1), '', '');
    process.exitCode = results.every(Boolean) ? 0 : 1;
    for (const { database } of [long, empty]) database.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openQueue(file: string, prepare: (database: Database) => void = () => undefined): Queue {
  const database = openForWriting(file);
  prepare(database);
  return { database, outbox: new Outbox(database, systemClock), submitting: [], dispatching: [] };
}

/** Two in five are due, as many wait for the modem, and the others are scheduled. */
function fill(database: Database): void {
  const { request, policy } = template();
  const hours = (count: number) => Date.now() + count * 3_600_000;
  database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${WAITING})
       INSERT INTO submission (id, account, created_at, scheduled, request, policy)
       SELECT i, 'panel', @now, 0, @request, @policy FROM n`,
    )
    .run({ now: Date.now(), request: JSON.stringify(request), policy: JSON.stringify(policy) });
  database
    .prepare(
      `INSERT INTO message (id, submission_id, recipient, parts, gateway_id, starts_at, expires_at, state, high, open, wake_at, awaits)
       SELECT id, id, '4477' || (10000000 + id), 1, id, @now, @expires,
         iif(id % 5 = 4, 'scheduled', 'queued'), 0, 1,
         iif(id % 5 < 2, 0, iif(id % 5 < 4, @expires, @later + id)), iif(id % 5 IN (2, 3), 'modem', NULL)
       FROM submission`,
    )
    .run({ now: Date.now(), expires: hours(24), later: hours(12) });
}

function template() {
  const { submission, policy } = aBatch().submissions[0]!;
  return { request: { ...submission, recipients: undefined }, policy };
}

/** Milliseconds until so many are answered, in groups as a busy server has them. */
async function submit({ outbox }: Queue): Promise<number> {
  const begun = performance.now();
  for (let sent = 0; sent < BURST; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => outbox.accept(aBatch({}, { priority: 'high' }))));
  }
  return performance.now() - begun;
}

/** Milliseconds until a gateway that takes everything at once has taken a burst, and it is on disk. */
async function dispatch({ outbox }: Queue): Promise<number> {
  let rested = 0;
  let done: () => void;
  const all = new Promise<void>((resolve) => (done = resolve));
  const lane = gatewayLane(() => Promise.resolve({ kind: 'accepted', code: '0' }));
  const dispatcher = new Dispatcher({
    outbox,
    gateways: [lane],
    modems: new ModemPool([]),
    clock: systemClock,
    logger: silentLogger,
    onRest: () => void (++rested === BURST && done()),
  });
  const begun = performance.now();
  dispatcher.pump();
  await all;
  const took = performance.now() - begun;
  dispatcher.halt();
  await dispatcher.stop();
  await lane.close();
  return took;
}

function gatewayLane(offer: GatewayPort['offer']): GatewayLane {
  const port: GatewayPort = { name: 'g', offer, close: () => Promise.resolve() };
  const config = {
    ...{ name: 'g', protocol: 'eapi' as const, url: 'http://g/eapi', username: 'u', password: 'p' },
    ...{ timeout: 20_000, duplicateMemory: 7_200_000, connections: 8 },
  };
  return new GatewayLane(config, port, systemClock, silentLogger, () => undefined);
}

/** How long all that waits for the modem takes to be woken, and the longest that nothing else could be done meanwhile. */
async function returnOfTheModem({ outbox }: Queue): Promise<{ stall: number; took: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const begun = performance.now();
  delay.enable();
  await outbox.wake('modem', () => true);
  delay.disable();
  return { stall: delay.max / 1e6, took: performance.now() - begun };
}

function timed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function compare(what: string, empty: number[], long: number[]): boolean {
  const [slow, quick] = [median(long), median(empty)];
  const ratio = slow / quick;
  print(what, quick.toFixed(0), slow.toFixed(0), ratio.toFixed(2), `${SLOWEST} at most`);
  return ratio <= SLOWEST;
}

function limit(what: string, figure: number, most: number): boolean {
  print(what, '', figure.toFixed(1), '', `${most} at most`);
  return figure <= most;
}

const median = (figures: number[]) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)]!;

function print(what: string, ...columns: string[]): void {
  process.stdout.write(`${what.padEnd(40)}${columns.map((column) => column.padStart(12)).join('')}\n`);
}

void main();
