import { Failure, NotTried, type Check } from '../suite/check';
import { seconds } from '../suite/words';

/** How long somebody has to pull the plug, and then to put it in again. */
const PERSON_LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 500;

export const unplug: Check = {
  name: 'unplug',
  about: 'is noticed when it goes, and found again when it comes back',
  needs: ['person'],
  messages: 0,
  async run(bench) {
    const { ask } = bench.options;
    const imei = bench.identity!.imei;
    const gone = bench.lossWithin(PERSON_LIMIT_MS);
    ask!(`unplug the modem now (within ${PERSON_LIMIT_MS / 1000} s; leave it plugged in to skip this)`);
    if (!(await gone)) throw new NotTried(`it was not unplugged within ${PERSON_LIMIT_MS / 1000} s`);
    await bench.close();
    ask!(`now plug it in again (within ${PERSON_LIMIT_MS / 1000} s)`);
    const began = bench.clock.monotonic();
    for (;;) {
      try {
        await bench.reconnect();
        break;
      } catch (error) {
        if (bench.clock.monotonic() - began > PERSON_LIMIT_MS) {
          throw new Failure(
            `not found again within ${PERSON_LIMIT_MS / 1000} s: ${(error as Error).message}`,
            'It may have come back under another name: use a path under /dev/serial/by-id, or a glob.',
          );
        }
      }
      await bench.pause(LOOK_AGAIN_MS);
    }
    bench.received.upsets.length = 0;
    if (bench.identity!.imei !== imei) {
      throw new Failure('another modem answers at the port now', 'Use a path under /dev/serial/by-id.');
    }
    return `noticed, and found again ${seconds(bench.clock.monotonic() - began)} after it was asked for`;
  },
};
