import { writeAddress, writeServiceCentre } from './address';
import { writeDcs, type MessageClass } from './dcs';
import { PduError } from './error';
import { hexOfOctets } from './hex';
import { segmentContent, type Content } from './content';
import { writeSegment } from './segmentation';
import { TIMESTAMP_LENGTH, writeTimestamp } from './timestamp';
import { relativeValidity, ValidityFormat } from './validity';

/** One TPDU as AT+CMGS takes it. */
export interface EncodedSegment {
  /** 1..total. */
  sequence: number;
  total: number;
  /** Octets after the service centre address: the number that AT+CMGS= is given. */
  length: number;
  /** Service centre address and TPDU, upper-case hexadecimal. */
  pdu: string;
}

interface Coded extends Content {
  messageClass?: MessageClass | undefined;
  /** TP-PID, 0..255, default 0. */
  pid?: number | undefined;
  /** Service centre; without it the modem uses its own. */
  smsc?: string | undefined;
}

export interface SubmitOptions extends Coded {
  /** 1 to 20 digits, `*`, `#`, a to c; with a leading `+` for an international number. */
  to: string;
  /** Ask for a status report (TP-SRR). */
  statusReport?: boolean | undefined;
  /** Seconds, rounded up to the next value of the relative TP-VP; without it none is written. */
  validity?: number | undefined;
  /** TP-MR, 0..255, default 0: most modems set it themselves. */
  messageReference?: number | undefined;
  /** TP-RD. */
  rejectDuplicates?: boolean | undefined;
}

export interface DeliverOptions extends Coded {
  from: string;
  /** When the service centre took the message. */
  scts: Date | string;
  /** TP-MMS: true where more messages wait; written inverted, as the bit is. */
  moreMessages?: boolean | undefined;
  /** TP-SRI. */
  statusReportIndication?: boolean | undefined;
}

export interface StatusReportOptions {
  /** TP-MR of the SMS-SUBMIT reported on, 0..255. */
  messageReference: number;
  recipient: string;
  /** When the service centre took the message, and when the status came about. */
  scts: Date | string;
  dischargeTime: Date | string;
  /** TP-ST, 0..255. */
  status: number;
  smsc?: string | undefined;
}

const MTI_DELIVER = 0;
const MTI_SUBMIT = 1;
const MTI_STATUS_REPORT = 2;
const NO_MORE_MESSAGES = 0x04;
const REJECT_DUPLICATES = 0x04;
const STATUS_REPORT = 0x20;
const HEADER = 0x40;

const target = new Uint8Array(512);

const flag = (set: boolean | undefined, bit: number): number => (set ? bit : 0);

function octetOf(value: number, field: string): number {
  if (!Number.isInteger(value) || value < 0 || value > 255) {
    throw new PduError(field, `an integer from 0 to 255 expected, got ${value}`);
  }
  return value;
}

function segmentFrom(tpdu: number, end: number, sequence = 1, total = 1): EncodedSegment {
  return { sequence, total, length: end - tpdu, pdu: hexOfOctets(target, 0, end) };
}

/**
 * SMS-SUBMIT (23.040 9.2.2.2) for a message, as many as its length asks for.
 * Throws PduError, naming the field, for what cannot be said, and for more segments than `maxParts`.
 */
export function encodeSubmit(options: SubmitOptions): EncodedSegment[] {
  const message = segmentContent(options);
  const dcs = writeDcs(message.body.alphabet, options.messageClass);
  const total = message.ends.length;
  const { validity } = options;
  const format = validity === undefined ? ValidityFormat.Absent : ValidityFormat.Relative;
  const first =
    MTI_SUBMIT |
    flag(options.rejectDuplicates, REJECT_DUPLICATES) |
    (format << 3) |
    flag(options.statusReport, STATUS_REPORT);
  return message.ends.map((_, index) => {
    const tpdu = writeServiceCentre(options.smsc, target);
    target[tpdu] = first | flag(message.udhi, HEADER);
    target[tpdu + 1] = octetOf(options.messageReference ?? 0, 'TP-MR');
    let at = writeAddress(options.to, target, tpdu + 2, 'TP-DA');
    target[at++] = octetOf(options.pid ?? 0, 'TP-PID');
    target[at++] = dcs;
    if (validity !== undefined) {
      target[at++] = relativeValidity(validity);
    }
    return segmentFrom(tpdu, writeSegment(message, index, target, at), index + 1, total);
  });
}

/** SMS-DELIVER (23.040 9.2.2.1) for a message, as a service centre writes it. Throws PduError as encodeSubmit does. */
export function encodeDeliver(options: DeliverOptions): EncodedSegment[] {
  const message = segmentContent(options);
  const dcs = writeDcs(message.body.alphabet, options.messageClass);
  const total = message.ends.length;
  const first =
    MTI_DELIVER |
    flag(!options.moreMessages, NO_MORE_MESSAGES) |
    flag(options.statusReportIndication, STATUS_REPORT);
  return message.ends.map((_, index) => {
    const tpdu = writeServiceCentre(options.smsc, target);
    target[tpdu] = first | flag(message.udhi, HEADER);
    let at = writeAddress(options.from, target, tpdu + 1, 'TP-OA');
    target[at++] = octetOf(options.pid ?? 0, 'TP-PID');
    target[at++] = dcs;
    writeTimestamp(options.scts, target, at, 'TP-SCTS');
    at += TIMESTAMP_LENGTH;
    return segmentFrom(tpdu, writeSegment(message, index, target, at), index + 1, total);
  });
}

/** SMS-STATUS-REPORT (23.040 9.2.2.3) as a service centre writes it. Throws PduError, naming the field. */
export function encodeStatusReport(options: StatusReportOptions): EncodedSegment {
  const tpdu = writeServiceCentre(options.smsc, target);
  target[tpdu] = MTI_STATUS_REPORT | NO_MORE_MESSAGES;
  target[tpdu + 1] = octetOf(options.messageReference, 'TP-MR');
  let at = writeAddress(options.recipient, target, tpdu + 2, 'TP-RA');
  writeTimestamp(options.scts, target, at, 'TP-SCTS');
  at += TIMESTAMP_LENGTH;
  writeTimestamp(options.dischargeTime, target, at, 'TP-DT');
  at += TIMESTAMP_LENGTH;
  target[at++] = octetOf(options.status, 'TP-ST');
  return segmentFrom(tpdu, at);
}
