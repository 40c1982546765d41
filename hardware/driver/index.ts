import type { ModemPort } from '../../src/dispatch/modem-port';
import { ModemDriver, type ModemDriverOptions } from './modem-driver';

export type { ModemDriverOptions } from './modem-driver';
export type { SerialBinding } from '../transport/binding';
export { probeModem, type ProbeReport } from './probe';
export { askUssd, type UssdAnswer } from './ussd';

/** The driver of one modem. Throws when the profile of the configuration is not known. */
export function createModemDriver(options: ModemDriverOptions): ModemPort {
  return new ModemDriver(options);
}
