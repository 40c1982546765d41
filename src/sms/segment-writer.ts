import { writeServiceCentre } from './address';
import { PduError } from './error';
import { HexWriter } from './hex-writer';
import { writeSegment, type Segmentation } from './segmentation';

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

/** TP-MTI of each type, in its own direction (23.040 9.2.3.1). */
export const MTI = {
  deliver: 0,
  deliverReport: 0,
  submit: 1,
  submitReport: 1,
  statusReport: 2,
  command: 2,
} as const;

/** Flags of the first octet. A bit may mean one thing in one type and another in the next. */
export const FLAG = {
  /** TP-MMS: no more messages wait. */
  noMoreMessages: 0x04,
  /** TP-RD. */
  rejectDuplicates: 0x04,
  /** TP-LP. */
  loopPrevention: 0x08,
  /** TP-SRR, TP-SRI, TP-SRQ. */
  statusReport: 0x20,
  /** TP-UDHI. */
  header: 0x40,
  /** TP-RP. */
  replyPath: 0x80,
} as const;

function refuseOctet(value: number, field: string): never {
  throw new PduError(field, `an integer from 0 to 255 expected, got ${value}`);
}

export function octetOf(value: number, field: string): number {
  return (value & 0xff) === value ? value : refuseOctet(value, field);
}

/** A PDU being written, one at a time: longer than any. */
const writer = new HexWriter();
let tpduAt = 0;

/** Begins a PDU: service centre address and first octet. */
export function begin(smsc: string | undefined, first: number): HexWriter {
  writer.at = 0;
  writeServiceCentre(smsc, writer);
  tpduAt = writer.at;
  writer.octet(first);
  return writer;
}

/** The PDU begun last, as far as it is written. */
export function written(sequence = 1, total = 1): EncodedSegment {
  return { sequence, total, length: writer.at - tpduAt, pdu: writer.text() };
}

/** A PDU for each segment of `message`; the one begun is written up to TP-UDL. */
export function segmentsOf(message: Segmentation): EncodedSegment[] {
  const head = writer.at;
  const total = message.cuts.length + 1;
  writeSegment(message, 0, writer);
  const segments = [written(1, total)];
  for (let index = 1; index < total; index++) {
    writer.at = head;
    writeSegment(message, index, writer);
    segments.push(written(index + 1, total));
  }
  return segments;
}
