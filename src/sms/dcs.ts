import { PduError } from './error';

/** The three alphabets of 23.038 section 4 by their EAPI names; `16bit` is UCS2, carried as UTF-16BE. */
export type Alphabet = '7bit' | '8bit' | '16bit';

/** 0 flash, 1 ME, 2 (U)SIM, 3 TE. */
export type MessageClass = 0 | 1 | 2 | 3;

/** Message waiting indication of the groups 1100, 1101 and 1110. */
export interface WaitingIndication {
  kind: 'voicemail' | 'fax' | 'email' | 'other';
  active: boolean;
  /** Whether the message itself is to be stored or may be discarded. */
  store: boolean;
}

/** What TP-DCS says (23.038 section 4). */
export interface DataCoding {
  alphabet: Alphabet;
  messageClass: MessageClass | undefined;
  compressed: boolean;
  autoDelete: boolean;
  waiting: WaitingIndication | undefined;
  /** A coding that 23.038 leaves reserved; it is to be read as the default alphabet. */
  reserved: boolean;
}

const PLAIN: DataCoding = {
  alphabet: '7bit',
  messageClass: undefined,
  compressed: false,
  autoDelete: false,
  waiting: undefined,
  reserved: false,
};

const WAITING_KINDS = ['voicemail', 'fax', 'email', 'other'] as const;

/** Groups 00xx and 01xx. */
function generalCoding(dcs: number): DataCoding {
  const alphabet = (['7bit', '8bit', '16bit', '7bit'] as const)[(dcs >> 2) & 3]!;
  return {
    ...PLAIN,
    alphabet,
    messageClass: dcs & 0x10 ? ((dcs & 3) as MessageClass) : undefined,
    compressed: (dcs & 0x20) !== 0,
    autoDelete: (dcs & 0x40) !== 0,
    reserved: (dcs & 0x0c) === 0x0c,
  };
}

function codingOf(dcs: number): DataCoding {
  const group = dcs >> 4;
  if (group < 0x8) {
    return generalCoding(dcs);
  }
  if (group < 0xc) {
    return { ...PLAIN, reserved: true };
  }
  if (group === 0xf) {
    return { ...PLAIN, alphabet: dcs & 4 ? '8bit' : '7bit', messageClass: (dcs & 3) as MessageClass };
  }
  return {
    ...PLAIN,
    alphabet: group === 0xe ? '16bit' : '7bit',
    waiting: { kind: WAITING_KINDS[dcs & 3]!, active: (dcs & 8) !== 0, store: group !== 0xc },
  };
}

const CODINGS = Array.from({ length: 256 }, (_, dcs) => Object.freeze(codingOf(dcs)));

/** What the TP-DCS octet (0..255) says; every value says something. */
export function readDcs(dcs: number): Readonly<DataCoding> {
  return CODINGS[dcs & 0xff]!;
}

/**
 * TP-DCS for an uncompressed message: group 0000 without a class, 1111 with one,
 * and 0001 for UCS2 with a class, which 1111 cannot say. Throws PduError for a class above 3.
 */
export function writeDcs(alphabet: Alphabet, messageClass?: MessageClass): number {
  const classed = messageClass !== undefined;
  if (classed && (messageClass & 3) !== messageClass) {
    throw new PduError('TP-DCS', `a message class from 0 to 3 expected, got ${String(messageClass)}`);
  }
  switch (alphabet) {
    case '7bit':
      return classed ? 0xf0 | messageClass : 0x00;
    case '8bit':
      return classed ? 0xf4 | messageClass : 0x04;
    case '16bit':
      return classed ? 0x18 | messageClass : 0x08;
  }
}
