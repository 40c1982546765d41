import { parseInformation } from './information';

/** What a modem says of its own accord. */
export type Indication =
  /** +CDS: an SMS-STATUS-REPORT follows on the next line. */
  | { kind: 'reportFollows' }
  /** +CMT: an SMS-DELIVER follows on the next line. */
  | { kind: 'messageFollows' }
  /** +CBM and others that have a second line of no use here. */
  | { kind: 'otherFollows' }
  | { kind: 'reportStored'; line: string }
  | { kind: 'messageStored'; line: string }
  /** No room for messages any more: nothing is announced until some is made. */
  | { kind: 'memoryFull'; line: string }
  | { kind: 'registration'; values: string }
  /** The network told the time, or its zone. */
  | { kind: 'networkTime'; line: string }
  /** The modem has begun to boot. */
  | { kind: 'booted'; line: string }
  /** A step of booting, which can come long after the first answer. */
  | { kind: 'bootStep'; line: string }
  | { kind: 'supply'; line: string }
  | { kind: 'other'; line: string };

const NAMED: Readonly<Record<string, (line: string, values: string) => Indication>> = {
  '+CDS': () => ({ kind: 'reportFollows' }),
  '+CMT': () => ({ kind: 'messageFollows' }),
  '+CBM': () => ({ kind: 'otherFollows' }),
  '+CDSI': (line) => ({ kind: 'reportStored', line }),
  '+CMTI': (line) => ({ kind: 'messageStored', line }),
  '^SMMEMFULL': (line) => ({ kind: 'memoryFull', line }),
  '+CREG': (_line, values) => ({ kind: 'registration', values }),
  '+CEREG': (_line, values) => ({ kind: 'registration', values }),
  '+CTZV': (line) => ({ kind: 'networkTime', line }),
  '+CTZE': (line) => ({ kind: 'networkTime', line }),
  '*PSUTTZ': (line) => ({ kind: 'networkTime', line }),
  '*ATREADY': (line) => ({ kind: 'booted', line }),
  '+QIND': (line) => ({ kind: 'bootStep', line }),
};

const BOOTED = new Set([
  'RDY',
  '^SYSSTART',
  '^SYSSTART AIRPLANE MODE',
  'NORMAL POWER DOWN',
  'POWERED DOWN',
  'SHUTDOWN',
]);
const BOOT_STEPS = new Set(['Call Ready', 'SMS Ready', 'SMS DONE', 'PB DONE']);
const SUPPLY = /^(OVER|UNDER)-VOLTAGE (WARNN?ING|POWER DOWN)$/;

/** Sorts a line that belongs to no command. */
export function parseIndication(line: string): Indication {
  if (SUPPLY.test(line)) return { kind: line.endsWith('DOWN') ? 'booted' : 'supply', line };
  if (BOOTED.has(line)) return { kind: 'booted', line };
  if (BOOT_STEPS.has(line)) return { kind: 'bootStep', line };
  const { name, values } = parseInformation(line);
  return NAMED[name]?.(line, values) ?? { kind: 'other', line };
}

/** Signs that begin the name of an indication, whatever follows. */
const SIGNED = /^[+^*$%#&]/;
const CALL_PROGRESS = /^(RING|NO CARRIER|BUSY|NO ANSWER|NO DIALTONE|CONNECT)\b/;

/** Whether a line without `+NAME:` can only be an indication, so that no command takes it for its answer. */
export function isBareIndication(line: string): boolean {
  return SIGNED.test(line) || CALL_PROGRESS.test(line) || parseIndication(line).kind !== 'other';
}
