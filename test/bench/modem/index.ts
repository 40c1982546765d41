import { availableParallelism, loadavg } from 'node:os';
import { measureIdle } from './idle';
import { measureLostAnswers } from './lost-answers';
import { memoryAfterGarbage, memoryAfterMessages } from './memory';
import { measureThroughput } from './throughput';

/** Share of what the line or the network allows that has to be reached. */
const SHARE = 0.95;
const ANSWER_TIMEOUT = 3_000;
/** Bringing a modem in step takes one command, and timers are late, in milliseconds. */
const IN_STEP = 100;
const MEGABYTE = 1e6;

/**
 * The modem path's figures beside their goals, the daemon in a process of its own, the virtual modem on a PTY, everything
 * durable. Run with `npm run bench:modem`; `-- --long` takes as many messages and as much noise as the goals name, and
 * an hour. Exits with 1 where a goal is missed.
 */
async function main(long: boolean): Promise<void> {
  await throughput('115200 baud', 500, { baud: 115_200 });
  await throughput('50 ms of network time', 500, { networkMs: 50 });
  await throughput('9600 baud', 500, { baud: 9_600 });

  const idleTime = long ? 600_000 : 120_000;
  const idle = await measureIdle(idleTime);
  const idleFor = `idle for ${idleTime / 60_000} min`;
  // one more may fall into the time than its length allows
  const commands = 1 + 60_000 / idleTime;
  tell(
    `${idleFor}, AT commands a minute`,
    idle.commandsAMinute.toFixed(1),
    'at most 1',
    idle.commandsAMinute <= commands,
  );
  tell(`${idleFor}, wakes a second`, idle.wakesASecond.toFixed(2), 'at most 1', idle.wakesASecond <= 1);
  tell(`${idleFor}, processor`, percent(idle.processor, 3), 'under 0.2 %', idle.processor < 0.002);

  const messages = long ? 100_000 : 5_000;
  memory(`memory after ${messages} messages`, await memoryAfterMessages(messages));
  const garbage = long ? 100 : 20;
  memory(`memory after ${garbage} MB of noise`, await memoryAfterGarbage(garbage * MEGABYTE));

  const lost = await measureLostAnswers(ANSWER_TIMEOUT);
  const what = '100 messages, every tenth answer lost';
  tell(
    `${what}: lost, twice, in doubt`,
    `${lost.lost}, ${lost.twice}, ${lost.doubtful}`,
    '0, 0, 0',
    lost.lost + lost.twice + lost.doubtful === 0,
  );
  tell(
    `${what}: longest stall`,
    `${lost.longest} ms`,
    `answerTimeout, ${ANSWER_TIMEOUT} ms, and one command`,
    lost.longest <= ANSWER_TIMEOUT + IN_STEP,
  );
}

async function throughput(
  what: string,
  messages: number,
  pace: Parameters<typeof measureThroughput>[1],
): Promise<void> {
  const { rate, limit, bare, processor } = await measureThroughput(messages, pace);
  const figure = `${rate.toFixed(2)} of ${limit.toFixed(2)} a second, ${percent(rate / limit)}`;
  tell(`${messages} messages, ${what}`, figure, percent(SHARE), rate / limit >= SHARE);
  const idle = 1_000 / rate - 1_000 / limit;
  const { daemon, modem } = processor;
  process.stdout.write(
    `  nothing but the dialogue: ${bare.toFixed(2)} a second, ${percent(bare / limit)}\n  a message: rests ${idle.toFixed(1)} ms beyond the limit; processor ${daemon.toFixed(1)} ms daemon, ${modem.toFixed(1)} ms virtual modem; load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()}\n`,
  );
}

const memory = (what: string, growth: number): void =>
  tell(
    what,
    `${growth < 0 ? '' : '+'}${growth.toFixed(1)} MB`,
    'within 10 MB',
    Math.abs(growth) <= 10 || growth < 0,
  );

const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** Prints a figure beside its goal. */
function tell(what: string, figure: string, goal: string, reached: boolean): void {
  process.stdout.write(`${what.padEnd(62)} ${figure.padEnd(34)} goal: ${goal}${reached ? '' : '  MISSED'}\n`);
  if (!reached) process.exitCode = 1;
}

void main(process.argv.includes('--long'));
