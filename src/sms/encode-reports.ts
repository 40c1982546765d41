import { writeAddress } from './address';
import { segmentContent, type Content } from './content';
import { writeDcs, type MessageClass } from './dcs';
import { PduError } from './error';
import { octetsOfHex } from './hex';
import type { HexWriter } from './hex-writer';
import { writeSegment } from './segmentation';
import { begin, FLAG, MTI, octetOf, written, type EncodedSegment } from './segment-writer';
import { writeTimestamp } from './timestamp';

/** What any report may add, each as TP-PI then announces. User data is one segment: at most 140 octets with its header. */
export interface ReportParameters extends Omit<Content, 'maxParts' | 'reference' | 'referenceBits'> {
  /** TP-PID, 0..255. */
  pid?: number | undefined;
  messageClass?: MessageClass | undefined;
  /** Service centre; without it none is written. */
  smsc?: string | undefined;
}

export interface StatusReportOptions extends ReportParameters {
  /** TP-MR of the SMS-SUBMIT or SMS-COMMAND reported on, 0..255. */
  messageReference: number;
  recipient: string;
  /** When the service centre took the message, and when the status came about. */
  scts: Date | string;
  dischargeTime: Date | string;
  /** TP-ST, 0..255. */
  status: number;
  /** TP-MMS: true where more messages wait; written inverted, as the bit is. */
  moreMessages?: boolean | undefined;
  /** TP-LP. */
  loopPrevention?: boolean | undefined;
  /** TP-SRQ: the report is on an SMS-COMMAND. */
  onCommand?: boolean | undefined;
}

export interface DeliverReportOptions extends ReportParameters {
  /** TP-FCS, 128..255, of a report of failure. */
  failureCause?: number | undefined;
}

export interface SubmitReportOptions extends DeliverReportOptions {
  /** When the service centre took the message. */
  scts: Date | string;
}

export interface CommandOptions {
  /** TP-MR, 0..255. */
  messageReference: number;
  /** TP-CT, 0..255: 0 enquiry, 1 cancel the status report request, 2 delete, 3 enable the status report request. */
  commandType: number;
  /** TP-MN: TP-MR of the SMS-SUBMIT that the command is on, 0..255. */
  messageNumber: number;
  /** Its recipient. */
  to: string;
  /** TP-PID, 0..255, default 0. */
  pid?: number | undefined;
  /** TP-CD, octets or hexadecimal, at most 157. */
  data?: Uint8Array | string | undefined;
  /** Ask for a status report (TP-SRR). */
  statusReport?: boolean | undefined;
  smsc?: string | undefined;
}

/** Of 164 octets seven are taken whatever the address: the first, TP-MR, TP-PID, TP-CT, TP-MN, TP-CDL, the length of TP-DA. */
const MAX_COMMAND_DATA = 157;

/** The smallest TP-FCS: below, the octet is read as TP-PI. */
const LEAST_FAILURE_CAUSE = 0x80;

const PI = { pid: 0x01, dcs: 0x02, udl: 0x04 } as const;

/** SMS-STATUS-REPORT (23.040 9.2.2.3) as a service centre writes it. Throws PduError, naming the field. */
export function encodeStatusReport(options: StatusReportOptions): EncodedSegment {
  const parameters = parametersOf(options);
  const writer = begin(
    options.smsc,
    MTI.statusReport |
      (!options.moreMessages ? FLAG.noMoreMessages : 0) |
      (options.loopPrevention ? FLAG.loopPrevention : 0) |
      (options.onCommand ? FLAG.statusReport : 0) |
      (parameters.message?.udhi ? FLAG.header : 0),
  );
  writer.octet(octetOf(options.messageReference, 'TP-MR'));
  writeAddress(options.recipient, writer, 'TP-RA');
  writeTimestamp(options.scts, writer, 'TP-SCTS');
  writeTimestamp(options.dischargeTime, writer, 'TP-DT');
  writer.octet(octetOf(options.status, 'TP-ST'));
  if (parameters.indicator !== 0) {
    writer.octet(parameters.indicator);
    writeParameters(parameters, writer);
  }
  return written();
}

/** SMS-DELIVER-REPORT (23.040 9.2.2.1a) as a mobile writes it. Throws PduError, naming the field. */
export function encodeDeliverReport(options: DeliverReportOptions = {}): EncodedSegment {
  const parameters = parametersOf(options);
  const writer = begin(options.smsc, MTI.deliverReport | (parameters.message?.udhi ? FLAG.header : 0));
  writeFailureCause(options.failureCause, writer);
  writer.octet(parameters.indicator);
  writeParameters(parameters, writer);
  return written();
}

/** SMS-SUBMIT-REPORT (23.040 9.2.2.2a) as a service centre writes it. Throws PduError, naming the field. */
export function encodeSubmitReport(options: SubmitReportOptions): EncodedSegment {
  const parameters = parametersOf(options);
  const writer = begin(options.smsc, MTI.submitReport | (parameters.message?.udhi ? FLAG.header : 0));
  writeFailureCause(options.failureCause, writer);
  writer.octet(parameters.indicator);
  writeTimestamp(options.scts, writer, 'TP-SCTS');
  writeParameters(parameters, writer);
  return written();
}

/** SMS-COMMAND (23.040 9.2.2.4) as a mobile writes it. Throws PduError, naming the field. */
export function encodeCommand(options: CommandOptions): EncodedSegment {
  const { data = new Uint8Array(0) } = options;
  const octets = typeof data === 'string' ? octetsOfHex(data, 'TP-CD') : data;
  if (octets.length > MAX_COMMAND_DATA) {
    throw new PduError('TP-CD', `at most ${MAX_COMMAND_DATA} octets expected, got ${octets.length}`);
  }
  const writer = begin(options.smsc, MTI.command | (options.statusReport ? FLAG.statusReport : 0));
  writer.octet(octetOf(options.messageReference, 'TP-MR'));
  writer.octet(octetOf(options.pid ?? 0, 'TP-PID'));
  writer.octet(octetOf(options.commandType, 'TP-CT'));
  writer.octet(octetOf(options.messageNumber, 'TP-MN'));
  writeAddress(options.to, writer, 'TP-DA');
  writer.octet(octets.length);
  writer.octets(octets);
  return written();
}

function writeFailureCause(cause: number | undefined, writer: HexWriter): void {
  if (cause === undefined) {
    return;
  }
  if (octetOf(cause, 'TP-FCS') < LEAST_FAILURE_CAUSE) {
    throw new PduError('TP-FCS', `an integer from ${LEAST_FAILURE_CAUSE} to 255 expected, got ${cause}`);
  }
  writer.octet(cause);
}

type Parameters = ReturnType<typeof parametersOf>;

function parametersOf(options: ReportParameters) {
  const { pid } = options;
  const hasUserData = options.text !== undefined || options.data !== undefined;
  const message = hasUserData ? segmentContent({ ...options, maxParts: 1 }) : undefined;
  const dcs = options.dcs ?? (message && writeDcs(message.body.alphabet, options.messageClass));
  const indicator =
    (pid !== undefined ? PI.pid : 0) | (dcs !== undefined ? PI.dcs : 0) | (hasUserData ? PI.udl : 0);
  return { pid, dcs, message, indicator };
}

function writeParameters({ pid, dcs, message }: Parameters, writer: HexWriter): void {
  if (pid !== undefined) {
    writer.octet(octetOf(pid, 'TP-PID'));
  }
  if (dcs !== undefined) {
    writer.octet(octetOf(dcs, 'TP-DCS'));
  }
  if (message !== undefined) {
    writeSegment(message, 0, writer);
  }
}
