import type { Alphabet, MessageClass, WaitingIndication } from './dcs';
import type { Concatenation, InformationElement, Ports } from './user-data-header';

/** Towards the service centre (`mo`, from a mobile) or from it (`mt`). */
export type Direction = 'mo' | 'mt';

/** Every field that a TPDU may have; undefined where its type has none, or where it was left out. */
export interface TpduFields {
  /** Service centre address; undefined where the PDU leaves it to the modem, or has none. */
  smsc?: string | undefined;
  /** TP-MR, 0..255. */
  mr?: number | undefined;
  /** TP-DA, TP-OA or TP-RA: with a leading `+` where international, a name where alphanumeric. */
  address?: string | undefined;
  /** Type of number 0..7 and numbering plan 0..15 of `address`. */
  ton?: number | undefined;
  npi?: number | undefined;
  /** TP-PID and TP-DCS, 0..255. */
  pid?: number | undefined;
  dcs?: number | undefined;
  alphabet?: Alphabet | undefined;
  class?: MessageClass | undefined;
  compressed?: boolean | undefined;
  /** TP-DCS marks the message for automatic deletion. */
  autoDelete?: boolean | undefined;
  /** Message waiting indication of TP-DCS. */
  waiting?: WaitingIndication | undefined;
  /** Bits of the first octet: TP-RD, TP-VPF (0..3), TP-SRR, TP-UDHI, TP-RP, TP-MMS, TP-LP, TP-SRI, TP-SRQ. */
  rd?: boolean | undefined;
  vpf?: number | undefined;
  srr?: boolean | undefined;
  udhi?: boolean | undefined;
  rp?: boolean | undefined;
  mms?: boolean | undefined;
  lp?: boolean | undefined;
  sri?: boolean | undefined;
  srq?: boolean | undefined;
  /** TP-VP: seconds where relative, ISO 8601 with offset where absolute. */
  validity?: number | string | undefined;
  /** The enhanced TP-VP asks for a single try. */
  singleShot?: boolean | undefined;
  /** TP-SCTS and TP-DT, ISO 8601 with offset; undefined where the digits are no date and time. */
  scts?: string | undefined;
  dt?: string | undefined;
  /** TP-ST, TP-FCS, TP-PI, 0..255. */
  status?: number | undefined;
  fcs?: number | undefined;
  pi?: number | undefined;
  /** TP-CT, TP-MN, 0..255, and TP-CD, hexadecimal. */
  ct?: number | undefined;
  mn?: number | undefined;
  cd?: string | undefined;
  /** TP-UDL as announced: septets for 7bit, octets for the others. */
  udl?: number | undefined;
  udh?: InformationElement[] | undefined;
  concat?: Concatenation | undefined;
  /** National Language Identifiers of the header. */
  locking?: number | undefined;
  single?: number | undefined;
  /** Application ports and reply address of the header. */
  ports?: Ports | undefined;
  replyAddress?: string | undefined;
  /** TP-UD without its header, where it is text. */
  text?: string | undefined;
  /** TP-UD without its header in hexadecimal, where it is 8bit or compressed. */
  data?: string | undefined;
}

type With<Keys extends keyof TpduFields> = { [Key in Keys]-?: NonNullable<TpduFields[Key]> };

type Addressed = With<'address' | 'ton' | 'npi'>;
type Coded = With<'pid' | 'dcs' | 'alphabet' | 'compressed'>;

export type Submit = TpduFields & { type: 'SMS-SUBMIT' } & Addressed &
  Coded &
  With<'mr' | 'vpf' | 'srr' | 'udl'>;
export type Deliver = TpduFields & { type: 'SMS-DELIVER' } & Addressed & Coded & With<'sri' | 'udl'>;
export type StatusReport = TpduFields & { type: 'SMS-STATUS-REPORT' } & Addressed & With<'mr' | 'status'>;
export type DeliverReport = TpduFields & { type: 'SMS-DELIVER-REPORT' } & With<'pi'>;
export type SubmitReport = TpduFields & { type: 'SMS-SUBMIT-REPORT' } & With<'pi'>;
export type Command = TpduFields & { type: 'SMS-COMMAND' } & Addressed & With<'mr' | 'pid' | 'ct' | 'mn'>;

/** A TPDU as read; `type` tells which fields are there for certain. */
export type Tpdu = Submit | Deliver | StatusReport | DeliverReport | SubmitReport | Command;
