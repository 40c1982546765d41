import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, eventually, freePort } from '../support/daemon-process';
import { load } from './http-load';

/**
 * The daemon's POST send_sms, durable before the answer, beside a bare node:http server that inserts one row with the same
 * database and group commit. The servers take turns, so that what else the machine does meets both.
 * Run with `npm run bench:http`; exits 1 where a goal is missed.
 */

const PATH = '/eapi/submission/send_sms/2/2.0';
const FORM = 'username=panel&password=secret&msisdn=447700900001&message=Zone+3%3A+door+open';
/** Length of one round, of the first rounds that nobody counts, and how many are counted, in milliseconds. */
const ROUND = 2_000;
const WARM_UP = 3_000;
const ROUNDS = 7;
const STARTS = 5;

interface Running {
  port: number;
  process: ChildProcess;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-bench-'));
  const goals: boolean[] = [];
  const print = (what: string, figures: string, goal: string, met: boolean) => {
    goals.push(met);
    process.stdout.write(
      `${met ? 'ok  ' : 'MISS'}  ${what.padEnd(32)} ${figures.padEnd(64)} goal: ${goal}\n`,
    );
  };
  try {
    const idle = await measureStarts(folder);
    const running = { bare: await startBare(folder), daemon: await startDaemon(folder) };
    try {
      for (const connections of [64, 1]) {
        const { bare, daemon, ratio } = await compare(running.bare, running.daemon, connections);
        const figures = `${percent(ratio)} (${perSecond(daemon)} of the bare server's ${perSecond(bare)})`;
        print(
          `POST, ${connections} connection${connections > 1 ? 's' : ''}`,
          figures,
          'at least 75 %',
          ratio >= 0.75,
        );
      }
    } finally {
      for (const server of Object.values(running)) await end(server.process);
    }
    const { bare, daemon } = idle;
    const times = daemon.memory / bare.memory;
    const memory = `${times.toFixed(2)} times (${megabytes(daemon.memory)} to ${megabytes(bare.memory)})`;
    print('memory when idle (VmRSS)', memory, 'at most 1.35 times', times <= 1.35);
    const start = `${daemon.start.toFixed(0)} ms (the bare server ${bare.start.toFixed(0)} ms)`;
    print('from start to the first answer', start, 'under 1000 ms', daemon.start < 1_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (goals.includes(false)) process.exitCode = 1;
}

/** Medians of several starts: milliseconds to the first answer, and memory in KiB once that is given. */
async function measureStarts(folder: string) {
  const measured = { bare: [] as Start[], daemon: [] as Start[] };
  for (let i = 0; i < STARTS; i++) {
    measured.bare.push(await measureStart(() => startBare(folder)));
    measured.daemon.push(await measureStart(() => startDaemon(folder)));
  }
  const medians = (starts: Start[]): Start => ({
    start: median(starts.map(({ start }) => start)),
    memory: median(starts.map(({ memory }) => memory)),
  });
  return { bare: medians(measured.bare), daemon: medians(measured.daemon) };
}

interface Start {
  start: number;
  memory: number;
}

async function measureStart(startServer: () => Promise<Running>): Promise<Start> {
  const begun = performance.now();
  const { process } = await startServer();
  const start = performance.now() - begun;
  // What the start needed only once is given back in idle time.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const status = readFileSync(`/proc/${process.pid}/status`, 'utf8');
  await end(process);
  return { start, memory: Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) };
}

/** Medians over the rounds, and that of the ratios of rounds that were run one right after the other. */
async function compare(bare: Running, daemon: Running, connections: number) {
  for (const { port } of [bare, daemon]) await load(port, PATH, FORM, connections, WARM_UP);
  const rates = { bare: [] as number[], daemon: [] as number[] };
  for (let i = 0; i < ROUNDS; i++) {
    for (const name of i % 2 ? (['bare', 'daemon'] as const) : (['daemon', 'bare'] as const)) {
      const { port } = { bare, daemon }[name];
      rates[name].push((await load(port, PATH, FORM, connections, ROUND)).rate);
    }
  }
  const ratio = median(rates.daemon.map((rate, i) => rate / rates.bare[i]!));
  return { bare: median(rates.bare), daemon: median(rates.daemon), ratio };
}

async function startBare(folder: string): Promise<Running> {
  const port = await freePort();
  return started(port, [join(__dirname, 'bare-server.mjs'), join(folder, `bare-${port}.db`), String(port)]);
}

/** The compiled daemon; its gateway refuses connections and its modem is not there, so that it only takes. */
async function startDaemon(folder: string): Promise<Running> {
  const port = await freePort();
  const config = join(folder, `${port}.yaml`);
  writeFileSync(
    config,
    `listen: 127.0.0.1:${port}
data: ./${port}.db
accounts: [{ username: panel, password: secret }]
gateways: [{ name: g, url: "http://127.0.0.1:${await freePort()}/eapi", username: u, password: p }]
modems: [{ name: stick, port: ./modem }]
`,
  );
  return started(port, [CLI, 'serve', '--config', config]);
}

/** Resolves once it has answered a POST. */
async function started(port: number, args: string[]): Promise<Running> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.resume();
  const post = () => load(port, PATH, FORM, 1, 0).then(Boolean, () => undefined);
  await eventually('the first answer', () => {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    return post();
  });
  return { port, process: child };
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const percent = (ratio: number): string => `${(ratio * 100).toFixed(0)} %`;
const perSecond = (rate: number): string => `${rate.toFixed(0)}/s`;
const megabytes = (kibibytes: number): string => `${(kibibytes / 1024).toFixed(0)} MiB`;

void main();
