import { setTimeout as pause } from 'node:timers/promises';
import { withRig } from './rig';

const MESSAGES = 100;
const EVERY = 10;
/** After the last message, what is still to be settled by a report. */
const LAST_REPORTS = 5_000;

export interface LostAnswers {
  lost: number;
  twice: number;
  /** Not told as delivered. */
  doubtful: number;
  /** The longest and the usual pause that a lost answer made, in milliseconds. */
  longest: number;
  median: number;
}

/** A hundred messages with reports on, on a modem that loses every tenth +CMGS though the network took the message. */
export async function measureLostAnswers(answerTimeout: number): Promise<LostAnswers> {
  const scenario = `faults: [{ every: ${EVERY}, do: lose }]\n`;
  return withRig({ scenario, answerTimeout: `${answerTimeout}ms` }, async (rig) => {
    const numbers = Array.from({ length: MESSAGES }, (_, i) => `4477009${String(i).padStart(5, '0')}`);
    const answer = await rig.daemon.post({ msisdn: numbers.join(','), message: 'x', want_report: '1' });
    if (!answer.startsWith('0|')) throw new Error(`not accepted: ${answer}`);
    await rig.plugIn();
    await rig.untilTaken(MESSAGES, 20_000 + (MESSAGES / EVERY) * 2 * answerTimeout);
    await pause(answerTimeout + LAST_REPORTS);
    const taken = rig.taken();
    const copies = numbers.map((number) => taken.filter(({ to }) => to === `+${number}`).length);
    const times = taken.map(({ at }) => Date.parse(at));
    const stalls = times
      .map((time, i) => time - (times[i - 1] ?? time))
      .filter((_, i) => i > 0 && i % EVERY === 0)
      .sort((a, b) => a - b);
    const delivered = rig.daemon.log().match(/message \d+: delivered/g)?.length ?? 0;
    return {
      lost: copies.filter((count) => count === 0).length,
      twice: copies.filter((count) => count > 1).length,
      doubtful: MESSAGES - delivered,
      longest: stalls.at(-1)!,
      median: stalls[Math.floor(stalls.length / 2)]!,
    };
  });
}
