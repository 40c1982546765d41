/**
 * What a TP-ST means for the message: `completed` (its transaction is over, and it did not fail), `trying` (the service
 * centre goes on), `failed` (it will not), or `gaveUp` (a temporary error, but the service centre has stopped trying).
 */
export type StatusClass = 'completed' | 'trying' | 'failed' | 'gaveUp';

export interface StatusMeaning {
  /** Undefined for the reserved values from 0x80. */
  class: StatusClass | undefined;
  name: string;
}

/** By bits 6 and 5 of TP-ST. */
const CLASSES = ['completed', 'trying', 'failed', 'gaveUp'] as const;

const TEMPORARY = [
  'congestion',
  'SME busy',
  'no response from SME',
  'service rejected',
  'quality of service not available',
  'error in SME',
];

/** By bits 4 to 0 of TP-ST. */
const NAMES: Record<StatusClass, readonly string[]> = {
  completed: [
    'received by the SME',
    'forwarded to the SME, which cannot confirm it',
    'replaced by the service centre',
  ],
  trying: TEMPORARY,
  failed: [
    'remote procedure error',
    'incompatible destination',
    'connection rejected by SME',
    'not obtainable',
    'quality of service not available',
    'no interworking available',
    'validity period expired',
    'deleted by the originating SME',
    'deleted by service centre administration',
    'does not exist',
  ],
  gaveUp: TEMPORARY,
};

const FIRST_OF_SERVICE_CENTRE = 0x10;

/** What a TP-ST (0..255; 23.040 9.2.3.15) says. */
export function statusMeaning(status: number): StatusMeaning {
  if (status >= 0x80) {
    return { class: undefined, name: 'reserved' };
  }
  const kind = CLASSES[(status >> 5) & 3]!;
  const reason = status & 0x1f;
  const unnamed = reason >= FIRST_OF_SERVICE_CENTRE ? 'specific to the service centre' : 'reserved';
  return { class: kind, name: NAMES[kind][reason] ?? unnamed };
}
