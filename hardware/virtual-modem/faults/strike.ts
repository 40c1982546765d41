import type { Device } from '../device/device';
import type { FaultOccasion } from './rules';
import { errorFromText, type CommandError } from '../at/results';
import { garbage } from './garbage';

/** What becomes of the lines that are shown where faults strike. */
export interface Alteration {
  replace?: readonly string[];
  /** Characters. */
  keep?: number;
  double?: boolean;
}

/**
 * Lets the faults of the occasion strike, one after the other, then proceeds; or ends the command with an error or with
 * silence. After a fault that takes the modem away, neither happens.
 */
export function withFaults(
  device: Device,
  occasion: FaultOccasion,
  proceed: (alteration: Alteration) => void,
  end: (ending: CommandError | 'silence') => void,
): void {
  const actions = device.faults.strike(occasion);
  const alteration: Alteration = {};
  const step = (index: number): void => {
    const action = actions[index];
    switch (action?.do) {
      case undefined:
        proceed(alteration);
        return;
      case 'refuse':
        end(errorFromText(action.error));
        return;
      case 'lose':
        end('silence');
        return;
      case 'hang':
        device.housing.hang();
        return;
      case 'unplug':
        device.housing.unplug(action.replugAfter, action.as);
        return;
      case 'reboot':
        device.housing.restart();
        return;
      case 'delay':
        device.timers.pause(action.ms, () => step(index + 1));
        return;
      case 'indicate':
        action.lines.forEach((line) => device.housing.disturb(...line.split('\n')));
        break;
      case 'inject':
        device.housing.inject(action.octets);
        break;
      case 'garbage':
        device.housing.inject(garbage(action.count));
        break;
      case 'replace':
        alteration.replace = action.lines;
        break;
      case 'truncate':
        alteration.keep = action.keep;
        break;
      case 'double':
        alteration.double = true;
        break;
    }
    step(index + 1);
  };
  step(0);
}
