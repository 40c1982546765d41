import type { Device } from '../device/device';
import type { FaultOccasion } from './rules';
import { errorFromText, type CommandError } from '../at/results';

/**
 * Lets the faults of the occasion strike, one after the other, then proceeds; or ends the command with an error or with
 * silence. After a fault that takes the modem away, neither happens.
 */
export function withFaults(
  device: Device,
  occasion: FaultOccasion,
  proceed: () => void,
  end: (ending: CommandError | 'silence') => void,
): void {
  const actions = device.faults.strike(occasion);
  const step = (index: number): void => {
    const action = actions[index];
    switch (action?.do) {
      case undefined:
        proceed();
        break;
      case 'refuse':
        end(errorFromText(action.error));
        break;
      case 'lose':
        end('silence');
        break;
      case 'hang':
        device.housing.hang();
        break;
      case 'delay':
        device.timers.pause(action.ms, () => step(index + 1));
        break;
      case 'indicate':
        action.lines.forEach((line) => device.housing.indicate(line));
        step(index + 1);
        break;
      case 'inject':
        device.housing.inject(action.octets);
        step(index + 1);
        break;
      case 'unplug':
        device.housing.unplug(action.replugAfter);
        break;
      case 'reboot':
        device.housing.restart();
        break;
    }
  };
  step(0);
}
