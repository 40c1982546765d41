import type { Clock } from '../../src/ports';
import { RefusedCommand, UnansweredCommand, type Command } from './command';
import type { CommandChannel } from './channel';

const ESC = '\x1b';
const CTRL_Z = '\x1a';
const ATTENTION: Command = { text: 'AT', limit: 1_000 };
/** Its own answer is told from every other, however stale. */
const MARKED: Command = { text: 'AT+CMGF?', answer: '+CMGF', marked: true, limit: 500 };
/** A line on which nothing came for so long has nothing stale left on it. */
const SILENCE_MS = 100;
const LONGEST_NOISE_MS = 2_000;

/**
 * What is written before each AT, until one is answered. A crash can have left the modem at the prompt: ESC leaves
 * it, where it does not a lone 0x1A does. The second AT is for modems that only find the baud rate in the first.
 */
const PREAMBLES: readonly string[] = [ESC, '', ESC + CTRL_Z, ''];

/**
 * Brings the modem to where each command gets its own answer and no other. Resolves to its message format where that was
 * asked (27.005 3.2.3): 0 is PDU mode. Rejects with UnansweredCommand.
 */
export async function synchronise(channel: CommandChannel, clock: Clock): Promise<string | undefined> {
  channel.interrupt('the modem is being synchronised');
  const format = channel.wasInStep ? await answerMarked(channel) : undefined;
  if (format !== undefined) {
    channel.inStep();
    return format;
  }
  for (const preamble of PREAMBLES) {
    if (preamble !== '') await channel.write(preamble);
    await silence(channel, clock);
    if (await answers(channel)) {
      // an answer that was overdue may have come in place of this one: let the other pass
      await silence(channel, clock);
      channel.inStep();
      return undefined;
    }
  }
  throw new UnansweredCommand(`AT was not answered, ${PREAMBLES.length} times in a row`);
}

/** Without a silence before or after it: a modem that has lost one answer is not made slower by it. */
async function answerMarked(channel: CommandChannel): Promise<string | undefined> {
  await channel.write(ESC);
  try {
    const [answer] = await channel.runOutOfStep(MARKED);
    return answer?.values.trim() ?? '';
  } catch (error) {
    if (error instanceof UnansweredCommand || error instanceof RefusedCommand) return undefined;
    throw error;
  }
}

async function answers(channel: CommandChannel): Promise<boolean> {
  try {
    await channel.runOutOfStep(ATTENTION);
    return true;
  } catch (error) {
    // some modems answer a bare AT by ERROR; one that answers is awake
    return error instanceof RefusedCommand;
  }
}

async function silence(channel: CommandChannel, clock: Clock): Promise<void> {
  const end = clock.monotonic() + LONGEST_NOISE_MS;
  let seen: number;
  do {
    seen = channel.linesSeen;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, SILENCE_MS));
  } while (channel.linesSeen !== seen && clock.monotonic() < end);
}
