/** Telematic devices, by bits 4 to 0 of TP-PID where bits 7 to 5 are 001. */
const DEVICES: readonly (string | undefined)[] = [
  'device implied by the address or the service centre',
  'telex',
  'group 3 telefax',
  'group 4 telefax',
  'voice telephone',
  'ERMES',
  'national paging system',
  'videotex',
  'teletex, carrier unspecified',
  'teletex in PSPDN',
  'teletex in CSPDN',
  'teletex in analog PSTN',
  'teletex in digital ISDN',
  'UCI',
  undefined,
  undefined,
  'message handling facility known to the service centre',
  'public X.400 message handling system',
  'Internet electronic mail',
];

const FIRST_OF_SERVICE_CENTRE = 24;
const MOBILE_STATION = 31;

/** What a mobile is to do with the message, by bits 5 to 0 of TP-PID where bits 7 and 6 are 01. */
const MESSAGE_TYPES: Readonly<Record<number, string>> = {
  0: 'Short Message Type 0',
  1: 'Replace Short Message Type 1',
  2: 'Replace Short Message Type 2',
  3: 'Replace Short Message Type 3',
  4: 'Replace Short Message Type 4',
  5: 'Replace Short Message Type 5',
  6: 'Replace Short Message Type 6',
  7: 'Replace Short Message Type 7',
  8: 'Device Triggering Short Message',
  30: 'Enhanced Message Service (obsolete)',
  31: 'Return Call Message',
  60: 'ANSI-136 R-DATA',
  61: 'ME Data download',
  62: 'ME De-personalization Short Message',
  63: '(U)SIM Data download',
};

/** The name of a TP-PID (0..255; 23.040 9.2.3.9); every value has one, if only `reserved`. */
export function protocolName(pid: number): string {
  switch (pid >> 6) {
    case 0:
      return pid & 0x20
        ? deviceName(pid & 0x1f)
        : pid === 0
          ? 'short message'
          : `SM-AL protocol ${pid & 0x1f}`;
    case 1:
      return MESSAGE_TYPES[pid & 0x3f] ?? 'reserved';
    case 3:
      return 'specific to the service centre';
    default:
      return 'reserved';
  }
}

function deviceName(device: number): string {
  if (device >= FIRST_OF_SERVICE_CENTRE) {
    return device === MOBILE_STATION ? 'GSM/UMTS mobile station' : 'device specific to the service centre';
  }
  return DEVICES[device] ?? 'reserved';
}
