import type { FaultRule, VirtualModemOptions } from '../../../hardware/virtual-modem';

/** What is wrong with the modem; nothing where it is not there at all. */
export type ModemFault = Omit<VirtualModemOptions, 'network'> | undefined;

const rules = (...faults: FaultRule[]): ModemFault => ({ faults });

/** What a modem can do to a message, in words for the table. What is lost or refused is so once, unless it says otherwise. */
export const MODEM_FAULTS: Readonly<Record<string, ModemFault>> = {
  none: {},
  'not there': undefined,
  'no network': { registration: 2 },
  'refuses the number': rules({ do: 'refuse', error: 'CMS 28' }),
  'network out of order, once': rules({ do: 'refuse', error: 'CMS 38', nth: 1 }),
  'no prompt, once': rules({ do: 'lose', at: 'command', nth: 1 }),
  'PDU lost': rules({ do: 'lose', at: 'submit', nth: 1 }),
  'takes it, answer lost': rules({ do: 'lose', at: 'answer', nth: 1 }),
  'reboots with the PDU': rules({ do: 'reboot', at: 'submit', nth: 1 }),
};
