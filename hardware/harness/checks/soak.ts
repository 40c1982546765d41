import { UnansweredCommand } from '../../driver/command';
import type { Bench } from '../suite/bench';
import { Failure, NotTried, type Check } from '../suite/check';
import { seconds } from '../suite/words';

const LOOK_EVERY_MS = 2_000;
/** A short soak looks so often all the same. */
const FEWEST_LOOKS = 10;
/** The most messages of a soak, spread over it; fewer where fewer are left. */
const MOST_MESSAGES = 4;

interface Tally {
  looks: number;
  messages: number;
  longest: number;
  faults: string[];
}

export const soak: Check = {
  name: 'soak',
  about: 'goes on answering, and sending, for minutes',
  needs: ['sim'],
  messages: 0,
  async run(bench) {
    const { soak: length } = bench.options;
    if (length === 0) throw new NotTried('--soak 0s');
    const tally: Tally = { looks: 0, messages: 0, longest: 0, faults: [] };
    const began = bench.clock.monotonic();
    const passed = (): number => bench.clock.monotonic() - began;
    const messages = bench.missing.has('network') ? 0 : Math.min(MOST_MESSAGES, bench.options.budget.left);
    while (passed() < length) {
      const at = seconds(passed());
      await look(bench, tally, at);
      if (tally.messages < messages && passed() >= (length * tally.messages) / messages) {
        await send(bench, tally, at);
      }
      const upsets = bench.received.upsets.splice(0);
      tally.faults.push(...upsets.map((upset) => `after ${at}: ${upset}`));
      if (upsets.length > 0) await bench.recover();
      await bench.pause(Math.min(LOOK_EVERY_MS, length / FEWEST_LOOKS, Math.max(0, length - passed())));
    }
    const done = `${tally.looks} looks, ${tally.messages} messages in ${seconds(passed())}, longest answer ${seconds(tally.longest)}`;
    if (tally.faults.length === 0) return done;
    throw new Failure(
      `${tally.faults.slice(0, 3).join('; ')}${tally.faults.length > 3 ? `; ${tally.faults.length - 3} more` : ''} (${done})`,
      'Reboots and silence are mostly the power supply or the cable; the transcript shows what came before.',
    );
  },
};

async function look(bench: Bench, tally: Tally, at: string): Promise<void> {
  const began = bench.clock.monotonic();
  tally.looks++;
  try {
    await bench.status();
  } catch (error) {
    if (!(error instanceof UnansweredCommand)) throw error;
    tally.faults.push(`after ${at}: ${error.message}`);
    await bench.recover();
  }
  tally.longest = Math.max(tally.longest, bench.clock.monotonic() - began);
}

async function send(bench: Bench, tally: Tally, at: string): Promise<void> {
  tally.messages++;
  try {
    await bench.send({ text: `hil soak ${tally.messages}`, alphabet: '7bit' });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tally.faults.push(`after ${at}: message ${tally.messages}: ${error.message}`);
    await bench.recover();
  }
}
