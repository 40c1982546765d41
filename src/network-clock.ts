import type { Alerts } from './alerts/alerts';
import { BelievedClock, type ClockEvents } from './believed-clock';
import type { Clock, Logger, TimeTaker } from './ports';

export interface NetworkClockOptions {
  machine: Clock;
  /** Unix time in milliseconds that is surely past; 0: none. */
  known: number;
  alerts: Alerts;
  logger: Logger;
  jumped: ClockEvents['jumped'];
}

/** The machine's clock, and where that cannot be right the one of the modems' networks; alerts say so. */
export function createNetworkClock({ machine, known, alerts, logger, jumped }: NetworkClockOptions): {
  clock: BelievedClock;
  time: TimeTaker;
} {
  let doubt = '';
  const nonsense = new Set<string>();
  const clock = new BelievedClock(machine, known, {
    jumped,
    doubted: (wall, own) => {
      doubt = `the clock of this machine says ${iso(wall)}, which is not believed`;
      nonsense.clear();
      alerts.raise('clock', `${doubt}: it goes on from ${iso(own)}`);
    },
    believed: () => alerts.clear('clock'),
  });
  const time: TimeTaker = {
    get isWanted() {
      return clock.wantsTime;
    },
    told(at, modem) {
      const verdict = clock.told(at);
      if (verdict === 'taken') {
        alerts.raise('clock', `${doubt}: the time is that of the network of modem ${modem}`);
      } else if (verdict === 'absurd' && !nonsense.has(modem)) {
        nonsense.add(modem);
        logger.warn({ modem, at: iso(at) }, `modem ${modem} says that it is ${iso(at)}: not believed either`);
      }
    },
  };
  return { clock, time };
}

const iso = (at: number): string => new Date(at).toISOString();
