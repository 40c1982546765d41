import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading, createQueue } from '../../src/outbox';
import { CLI, daemonProcess, eventually, freePort } from '../support/daemon-process';

export interface KillRun {
  folder: string;
  messages: number;
  onDoubt: 'hold' | 'resend';
  /** Milliseconds that the network takes for a segment. */
  networkMs: number;
  /** Between two kills, in milliseconds. */
  aliveFrom: number;
  aliveTo: number;
  /** Picks the moments: 0 to 1. */
  random: () => number;
}

export interface KillResult {
  kills: number;
  /** Texts that the network took more than once. */
  twice: string[];
  /** Texts that it never took and that are not shown as in doubt. */
  lost: string[];
  /** Messages shown as in doubt. */
  inDoubt: number;
}

/**
 * Kills the daemon with SIGKILL again and again while it submits by modem, and compares what the virtual modem's network
 * took, in a process of its own, with what was asked for.
 */
export async function killWhileSubmitting(run: KillRun): Promise<KillResult> {
  const link = join(run.folder, 'modem');
  const truth = join(run.folder, 'network.jsonl');
  const modem = spawn(process.execPath, [
    CLI,
    'virtual-modem',
    '--link',
    link,
    '--log',
    truth,
    '--network-ms',
    String(run.networkMs),
  ]);
  const daemon = await daemonProcess(
    run.folder,
    `gateways: [{ name: g, url: "http://127.0.0.1:${await freePort()}/eapi", username: u, password: p }]
modems: [{ name: stick, port: ${link}, answerTimeout: 5s }]
policies: { default: { fallbackAfter: 0s, onDoubt: ${run.onDoubt} } }`,
  );
  try {
    await eventually('the virtual modem', () => (existsSync(link) ? true : undefined));
    await daemon.start();
    const texts = Array.from({ length: run.messages }, (_, i) => `message ${i}`);
    for (const message of texts) {
      const answer = await daemon.post({ msisdn: '447700900001', message, want_report: '0' });
      if (!answer.startsWith('0|')) throw new Error(`not accepted: ${answer}`);
    }
    let kills = 0;
    while (unfinished(run.folder) > 0) {
      await aWhile(run);
      if (unfinished(run.folder) === 0) break;
      await daemon.kill('SIGKILL');
      kills++;
      await daemon.start();
    }
    return { kills, ...compare(run.folder, truth, texts) };
  } finally {
    await daemon.kill('SIGKILL');
    await end(modem);
  }
}

const aWhile = ({ aliveFrom, aliveTo, random }: KillRun) =>
  new Promise((resolve) => setTimeout(resolve, aliveFrom + random() * (aliveTo - aliveFrom)));

function unfinished(folder: string): number {
  const database = openForReading(join(folder, 'outbox.db'));
  const { queued, routing, scheduled } = createQueue(database).counts();
  database.close();
  return queued + routing + scheduled;
}

function compare(folder: string, truth: string, texts: string[]): Omit<KillResult, 'kills'> {
  const lines = readFileSync(truth, 'utf8').trim().split('\n').filter(Boolean);
  const taken = lines.map((line) => (JSON.parse(line) as { text: string }).text);
  const database = openForReading(join(folder, 'outbox.db'));
  const doubts = createQueue(database).list({ state: 'inDoubt', limit: texts.length });
  database.close();
  const visible = new Set(doubts.map(({ body }) => body));
  return {
    twice: texts.filter((text) => taken.filter((other) => other === text).length > 1),
    lost: texts.filter((text) => !taken.includes(text) && !visible.has(text)),
    inDoubt: doubts.length,
  };
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
