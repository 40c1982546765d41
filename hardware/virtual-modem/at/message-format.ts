import type { Settings } from '../device/settings';
import { MessageStatus, type StoredMessage } from '../device/storage';
import type { Incoming } from '../network/network';
import type { Arguments } from './arguments';
import { TEXT_FORMAT } from './text-format';

/** How messages are shown, as AT+CMGF says: 27.005 section 4 in PDU mode, section 3 in text mode. */
export interface MessageFormat {
  /** The values of AT+CMGL. */
  readonly statuses: string;
  /** <stat> of AT+CMGL, or the status that stands for a value left out. */
  status(args: Arguments, index: number, missing: MessageStatus): MessageStatus;
  /** Behind `+CMGR: `, and the lines that follow. */
  read(message: StoredMessage, settings: Settings): [head: string, ...lines: string[]];
  /** Behind `+CMGL: <index>,`, and the lines that follow. */
  listed(message: StoredMessage, settings: Settings): [head: string, ...lines: string[]];
  /** `+CMT`. */
  direct(incoming: Incoming, settings: Settings): string[];
  /** `+CDS`. */
  report(incoming: Incoming, settings: Settings): string[];
}

const withLength = ({ status, length, pdu }: StoredMessage): [string, string] => [
  `${status},,${length}`,
  pdu,
];

const PDU_FORMAT: MessageFormat = {
  statuses: '(0-4)',
  status: (args, index, missing) => args.integer(index, 0, MessageStatus.All, missing),
  read: withLength,
  listed: withLength,
  direct: ({ length, pdu }) => [`+CMT: ,${length}`, pdu],
  report: ({ length, pdu }) => [`+CDS: ${length}`, pdu],
};

export const formatOf = ({ cmgf }: Settings): MessageFormat => (cmgf === 1 ? TEXT_FORMAT : PDU_FORMAT);
