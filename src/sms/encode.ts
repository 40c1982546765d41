import { writeAddress, writeOriginator } from './address';
import { USER_DATA_OCTETS } from './body';
import { segmentContent, type Content } from './content';
import { writeDcs, type Alphabet, type MessageClass } from './dcs';
import type { HexWriter } from './hex-writer';
import { begin, FLAG, MTI, octetOf, segmentsOf, written, type EncodedSegment } from './segment-writer';
import { writeTimestamp } from './timestamp';
import { validityFormat, writeValidity, type ValidityOption } from './validity';

interface Coded extends Content {
  messageClass?: MessageClass | undefined;
  /** TP-PID, 0..255, default 0. */
  pid?: number | undefined;
  /** Service centre; without it the modem uses its own. */
  smsc?: string | undefined;
  /** TP-RP. */
  replyPath?: boolean | undefined;
}

export interface SubmitOptions extends Coded {
  /** 1 to 20 digits, `*`, `#`, a to c; with a leading `+` for an international number. */
  to: string;
  /** Ask for a status report (TP-SRR). */
  statusReport?: boolean | undefined;
  /**
   * TP-VP: a number of seconds, rounded up to the next value of the relative format, up to 63 weeks; a Date or ISO 8601
   * text for the absolute format; or the enhanced format. Without it none is written.
   */
  validity?: ValidityOption | undefined;
  /** TP-MR, 0..255, default 0: most modems set it themselves. */
  messageReference?: number | undefined;
  /** TP-RD. */
  rejectDuplicates?: boolean | undefined;
}

export interface DeliverOptions extends Coded {
  /** As `to` of SMS-SUBMIT, a to c in lower case, or a name of at most 11 characters of the GSM 7 bit alphabet. */
  from: string;
  /** When the service centre took the message. */
  scts: Date | string;
  /** TP-MMS: true where more messages wait; written inverted, as the bit is. */
  moreMessages?: boolean | undefined;
  /** TP-LP. */
  loopPrevention?: boolean | undefined;
  /** TP-SRI. */
  statusReportIndication?: boolean | undefined;
}

/**
 * SMS-SUBMIT (23.040 9.2.2.2) for a message, as many as its length asks for.
 * Throws PduError, naming the field, for what cannot be said, and for more segments than `maxParts`.
 */
export function encodeSubmit(options: SubmitOptions): EncodedSegment[] {
  return encode(options, beginSubmit);
}

function beginSubmit(options: SubmitOptions, alphabet: Alphabet, udhi: boolean): HexWriter {
  const { validity } = options;
  const writer = begin(
    options.smsc,
    MTI.submit |
      (options.rejectDuplicates ? FLAG.rejectDuplicates : 0) |
      (validityFormat(validity) << 3) |
      (options.statusReport ? FLAG.statusReport : 0) |
      (udhi ? FLAG.header : 0) |
      (options.replyPath ? FLAG.replyPath : 0),
  );
  writer.octet(octetOf(options.messageReference ?? 0, 'TP-MR'));
  writeAddress(options.to, writer, 'TP-DA');
  writeCoding(options, alphabet, writer);
  writeValidity(validity, writer);
  return writer;
}

/** SMS-DELIVER (23.040 9.2.2.1) for a message, as a service centre writes it. Throws PduError as encodeSubmit does. */
export function encodeDeliver(options: DeliverOptions): EncodedSegment[] {
  return encode(options, beginDeliver);
}

function beginDeliver(options: DeliverOptions, alphabet: Alphabet, udhi: boolean): HexWriter {
  const writer = begin(
    options.smsc,
    MTI.deliver |
      (!options.moreMessages ? FLAG.noMoreMessages : 0) |
      (options.loopPrevention ? FLAG.loopPrevention : 0) |
      (options.statusReportIndication ? FLAG.statusReport : 0) |
      (udhi ? FLAG.header : 0) |
      (options.replyPath ? FLAG.replyPath : 0),
  );
  writeOriginator(options.from, writer, 'TP-OA');
  writeCoding(options, alphabet, writer);
  writeTimestamp(options.scts, writer, 'TP-SCTS');
  return writer;
}

/** `beginWith` writes all that comes before TP-UDL. */
function encode<Options extends Coded>(
  options: Options,
  beginWith: (options: Options, alphabet: Alphabet, udhi: boolean) => HexWriter,
): EncodedSegment[] {
  if (isUcs2Alone(options)) {
    return ucs2Alone(options.text!, beginWith(options, '16bit', false));
  }
  const message = segmentContent(options);
  beginWith(options, message.body.alphabet, message.udhi);
  return segmentsOf(message);
}

/** Whether there is nothing but a text in UCS2 that fits one segment, so that nothing has to be cut. */
function isUcs2Alone({ text, alphabet, data, dcs, elements }: Content): boolean {
  return (
    alphabet === '16bit' &&
    typeof text === 'string' &&
    text.length * 2 <= USER_DATA_OCTETS &&
    data === undefined &&
    dcs === undefined &&
    elements === undefined
  );
}

/** TP-UDL and TP-UD of such a text, behind what is written. */
function ucs2Alone(text: string, writer: HexWriter): EncodedSegment[] {
  writer.octet(text.length * 2);
  writer.units(text, 0, text.length);
  return [written()];
}

/** TP-PID and TP-DCS. */
function writeCoding({ pid, dcs, messageClass }: Coded, alphabet: Alphabet, writer: HexWriter): void {
  writer.octet(octetOf(pid ?? 0, 'TP-PID'));
  writer.octet(dcs ?? writeDcs(alphabet, messageClass));
}
