import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueue, openForReading } from '../../../src/outbox';
import { ENDED, type MessageView } from '../../../src/submission/view';
import { eventually, freePort } from '../../support/daemon-process';
import { startLife, type Life } from '../life';
import { seededRandom } from '../random';
import { Client, configFor } from './client';
import { killAt } from './killer';
import { startPeers } from './peers';
import { POINT_NAMES, type KillPlan } from './points';
import { judge, type Verdict } from './verdict';

export interface KillRun {
  folder: string;
  seed: number;
  /** Plans that other worlds begin with: this one goes on from there. */
  skip: number;
  kills: number;
}

export interface KillResult extends Verdict {
  /** How often it was ended where. */
  struck: Map<string, number>;
}

const RANDOMLY = 'at random';
const strikeName = ({ point, when }: Pick<KillPlan, 'point' | 'when'>) => `${when} ${point}`;

/** Messages asked for in each life. */
const FRESH = 5;
/** Longest that a planned moment is waited for, in milliseconds: then it is killed there and then. */
const PATIENCE = 5_000;
/** Longest that the daemon may take to end what is left once nobody kills it, in milliseconds: it pauses for five minutes at most. */
const DRAIN = 400_000;

/**
 * Ends the daemon again and again with SIGKILL, at planned commits and at random, between a gateway and a modem that
 * misbehave, and holds the outbox against what the two took.
 */
export async function killAgainAndAgain({ folder, seed, skip, kills }: KillRun): Promise<KillResult> {
  const random = seededRandom(seed);
  const peers = await startPeers(folder, seed);
  const address = `127.0.0.1:${await freePort()}`;
  const configFile = join(folder, 'gsm-fallback.yaml');
  writeFileSync(configFile, configFor({ address, ...peers }));
  const client = new Client(`http://${address}`, random);
  const strikes = join(folder, 'strikes.jsonl');
  let last: Life | undefined;
  try {
    for (let kill = 0; kill < kills; kill++) {
      const plan = planOf(random, skip + kill, strikes);
      last = startLife(configFile, plan && killAt(plan));
      await live(last, client, plan ? { work: PATIENCE } : momentOf(random));
    }
    peers.behaveWell();
    last = startLife(configFile);
    const views = await drain(last, client, join(folder, 'outbox.db'));
    return { ...judge(client.sent, await peers.truth(), views), struck: countStrikes(strikes, kills) };
  } finally {
    last?.kill();
    await peers.end();
  }
}

const PLANNED = POINT_NAMES.flatMap((point) =>
  (['before', 'after'] as const).map((when) => ({ point, when })),
);

/** Every kind of commit in turn, before and after it; each third time none. */
function planOf(random: () => number, kill: number, log: string): KillPlan | undefined {
  if (kill % 3 === 2) return undefined;
  const { point, when } = PLANNED[(kill - Math.floor(kill / 3)) % PLANNED.length]!;
  return { point, when, nth: point === 'recovery' ? 1 : 1 + Math.floor(random() * 4), log };
}

/** How long it may live, in milliseconds: from its start, or from when it began to listen. */
type Moment = { start: number } | { work: number };

const momentOf = (random: () => number): Moment =>
  random() < 0.25 ? { start: random() * 1_500 } : { work: random() * 2_500 };

async function live(life: Life, client: Client, moment: Moment): Promise<void> {
  const timers: NodeJS.Timeout[] = [];
  const elapsed = (time: number) =>
    new Promise<void>((resolve) => void timers.push(setTimeout(resolve, time)));
  const worked = life.listening.then(async (isListening) => {
    if (!isListening) return;
    await Promise.all([client.submit(FRESH), 'work' in moment ? elapsed(moment.work) : life.ended]);
  });
  await Promise.race([life.ended, worked, ...('start' in moment ? [elapsed(moment.start)] : [])]);
  for (const timer of timers) clearTimeout(timer);
  life.kill();
  const how = await life.ended;
  if (how !== 'SIGKILL') throw new Error(`the daemon ended by itself with ${how}:\n${life.log()}`);
}

/** Lets it end what is left, undisturbed; resolves to all messages. */
async function drain(life: Life, client: Client, file: string): Promise<MessageView[]> {
  await life.listening;
  const look = async (): Promise<MessageView[] | undefined> => {
    if (!client.isAnswered) await client.submit(0);
    const database = openForReading(file);
    const views = createQueue(database).list({ limit: client.sent.length + 1 });
    database.close();
    const isOver = client.isAnswered && views.every(({ route }) => ENDED.includes(route.state));
    if (isOver) return views;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return undefined;
  };
  return eventually(() => `every message to end; the daemon says:\n${life.log().slice(-2_000)}`, look, DRAIN);
}

function countStrikes(file: string, kills: number): Map<string, number> {
  const struck = new Map(PLANNED.map((plan) => [strikeName(plan), 0]));
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  for (const line of lines) {
    const name = strikeName(JSON.parse(line) as KillPlan);
    struck.set(name, struck.get(name)! + 1);
  }
  return struck.set(RANDOMLY, kills - lines.length);
}
