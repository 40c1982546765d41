import { readAddress, readServiceCentre } from './address';
import { gsm7Tables } from './alphabet/gsm7';
import { readDcs } from './dcs';
import { PduError } from './error';
import { hexOfOctets, readHex } from './hex';
import { OctetReader } from './octet-reader';
import { readTimestamp, TIMESTAMP_LENGTH } from './timestamp';
import type {
  Command,
  Deliver,
  DeliverReport,
  Direction,
  StatusReport,
  Submit,
  SubmitReport,
  Tpdu,
  TpduFields,
} from './tpdu';
import { readUserData } from './user-data';
import { readValidity } from './validity';

export interface DecodeOptions {
  /** Without it TP-MTI 1 is read as from a mobile, the others as to one. */
  direction?: Direction | undefined;
  /** true: `hex` begins with the TPDU, false (default): with the service centre address. */
  tpdu?: boolean | undefined;
  /** National Language Identifiers to read a 7bit text with that names none itself; default 0. */
  locking?: number | undefined;
  single?: number | undefined;
}

/** Longer than any TPDU with its service centre address; what is longer is no PDU. */
const MAX_OCTETS = 512;

const octets = new Uint8Array(MAX_OCTETS);

const bit = (octet: number, place: number): boolean => ((octet >> place) & 1) === 1;

/**
 * Reads one PDU in hexadecimal. Octets after the last field are left alone: some modems pad what they hand over.
 * Throws PduError, and nothing else, where it cannot be read.
 */
export function decodePdu(hex: string, options: DecodeOptions = {}): Tpdu {
  const tables = gsm7Tables(options.locking ?? 0, options.single ?? 0);
  const reader = new OctetReader(octets, readHex(hex, octets), tables);
  const smsc = options.tpdu ? undefined : readServiceCentre(reader);
  const start = reader.at;
  const first = reader.octet('TP-MTI');
  const direction = options.direction ?? ((first & 3) === 1 ? 'mo' : 'mt');
  if (direction === 'mt') {
    switch (first & 3) {
      case 1:
        return readSubmitReport(reader, first, smsc);
      case 2:
        return readStatusReport(reader, first, smsc);
      default:
        // 23.040 9.2.3.1: the reserved value is to be read as SMS-DELIVER.
        return readDeliver(reader, first, smsc);
    }
  }
  switch (first & 3) {
    case 0:
      return readDeliverReport(reader, first, smsc);
    case 1:
      return readSubmit(reader, first, smsc);
    case 2:
      return readCommand(reader, first, smsc);
    default:
      throw new PduError('TP-MTI', '3 is reserved', start);
  }
}

function readTime(reader: OctetReader, field: string): string | undefined {
  return readTimestamp(reader.octets, reader.skip(TIMESTAMP_LENGTH, field));
}

/** SMS-DELIVER, 23.040 9.2.2.1. */
function readDeliver(reader: OctetReader, first: number, smsc: string | undefined): Deliver {
  const address = readAddress(reader, 'TP-OA');
  const pid = reader.octet('TP-PID');
  const dcs = reader.octet('TP-DCS');
  const coding = readDcs(dcs);
  const fields: Deliver = {
    type: 'SMS-DELIVER',
    smsc,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    pid,
    dcs,
    alphabet: coding.alphabet,
    class: coding.messageClass,
    compressed: coding.compressed,
    autoDelete: coding.autoDelete,
    waiting: coding.waiting,
    mms: bit(first, 2),
    lp: bit(first, 3),
    sri: bit(first, 5),
    udhi: bit(first, 6),
    rp: bit(first, 7),
    scts: readTime(reader, 'TP-SCTS'),
    udl: 0,
  };
  readUserData(reader, fields);
  return fields;
}

/** SMS-SUBMIT, 23.040 9.2.2.2. */
function readSubmit(reader: OctetReader, first: number, smsc: string | undefined): Submit {
  const mr = reader.octet('TP-MR');
  const address = readAddress(reader, 'TP-DA');
  const pid = reader.octet('TP-PID');
  const dcs = reader.octet('TP-DCS');
  const coding = readDcs(dcs);
  const vpf = (first >> 3) & 3;
  const fields: Submit = {
    type: 'SMS-SUBMIT',
    smsc,
    mr,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    pid,
    dcs,
    alphabet: coding.alphabet,
    class: coding.messageClass,
    compressed: coding.compressed,
    autoDelete: coding.autoDelete,
    waiting: coding.waiting,
    rd: bit(first, 2),
    vpf,
    srr: bit(first, 5),
    udhi: bit(first, 6),
    rp: bit(first, 7),
    validity: readValidity(reader, vpf),
    udl: 0,
  };
  readUserData(reader, fields);
  return fields;
}

/** SMS-STATUS-REPORT, 23.040 9.2.2.3. */
function readStatusReport(reader: OctetReader, first: number, smsc: string | undefined): StatusReport {
  const mr = reader.octet('TP-MR');
  const address = readAddress(reader, 'TP-RA');
  const fields: StatusReport = {
    type: 'SMS-STATUS-REPORT',
    smsc,
    mr,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    mms: bit(first, 2),
    lp: bit(first, 3),
    srq: bit(first, 5),
    udhi: bit(first, 6),
    scts: readTime(reader, 'TP-SCTS'),
    dt: readTime(reader, 'TP-DT'),
    status: reader.octet('TP-ST'),
  };
  if (reader.left > 0) {
    fields.pi = readParameters(reader, fields);
  }
  return fields;
}

/** SMS-DELIVER-REPORT, 23.040 9.2.2.1a. */
function readDeliverReport(reader: OctetReader, first: number, smsc: string | undefined): DeliverReport {
  const fields: DeliverReport = {
    type: 'SMS-DELIVER-REPORT',
    smsc,
    udhi: bit(first, 6),
    fcs: readFailureCause(reader),
    pi: 0,
  };
  fields.pi = readParameters(reader, fields);
  return fields;
}

/** SMS-SUBMIT-REPORT, 23.040 9.2.2.2a. */
function readSubmitReport(reader: OctetReader, first: number, smsc: string | undefined): SubmitReport {
  const fields: SubmitReport = {
    type: 'SMS-SUBMIT-REPORT',
    smsc,
    udhi: bit(first, 6),
    fcs: readFailureCause(reader),
    pi: 0,
  };
  const pi = readIndicator(reader);
  fields.scts = readTime(reader, 'TP-SCTS');
  fields.pi = pi;
  readIndicated(reader, pi, fields);
  return fields;
}

/** SMS-COMMAND, 23.040 9.2.2.4. */
function readCommand(reader: OctetReader, first: number, smsc: string | undefined): Command {
  const mr = reader.octet('TP-MR');
  const pid = reader.octet('TP-PID');
  const ct = reader.octet('TP-CT');
  const mn = reader.octet('TP-MN');
  const address = readAddress(reader, 'TP-DA');
  const fields: Command = {
    type: 'SMS-COMMAND',
    smsc,
    mr,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    pid,
    srr: bit(first, 5),
    udhi: bit(first, 6),
    ct,
    mn,
  };
  const length = reader.octet('TP-CDL');
  const start = reader.skip(length, 'TP-CD');
  fields.cd = hexOfOctets(reader.octets, start, start + length);
  return fields;
}

/** TP-FCS is there only in a report of failure; its values begin at 80, where TP-PI has its extension bit. */
function readFailureCause(reader: OctetReader): number | undefined {
  return reader.left > 0 && reader.octets[reader.at]! >= 0x80 ? reader.octet('TP-FCS') : undefined;
}

/** TP-PI, 23.040 9.2.3.27, with the octets that its extension bit adds; the first one counts. */
function readIndicator(reader: OctetReader): number {
  const pi = reader.octet('TP-PI');
  for (let octet = pi; octet & 0x80;) {
    octet = reader.octet('TP-PI');
  }
  return pi;
}

function readIndicated(reader: OctetReader, pi: number, fields: TpduFields): void {
  if (bit(pi, 0)) {
    fields.pid = reader.octet('TP-PID');
  }
  if (bit(pi, 1)) {
    fields.dcs = reader.octet('TP-DCS');
    const { alphabet, messageClass, compressed, autoDelete, waiting } = readDcs(fields.dcs);
    Object.assign(fields, { alphabet, class: messageClass, compressed, autoDelete, waiting });
  }
  if (bit(pi, 2)) {
    readUserData(reader, fields);
  }
}

function readParameters(reader: OctetReader, fields: TpduFields): number {
  const pi = readIndicator(reader);
  readIndicated(reader, pi, fields);
  return pi;
}
