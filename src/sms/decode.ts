import { addressAt, serviceCentreOf } from './address';
import { gsm7Tables, type Gsm7Tables } from './alphabet/gsm7';
import { readDcs } from './dcs';
import { PduError } from './error';
import { hexOfOctets, readHex } from './hex';
import { ABSENT, layoutOf, type Layout } from './layout';
import { OctetReader } from './octet-reader';
import { readTimestamp } from './timestamp';
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
import { isSingleShot, readValidity } from './validity';

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
export const MAX_PDU_OCTETS = 512;

const octets = new Uint8Array(MAX_PDU_OCTETS);

const bit = (octet: number, place: number): boolean => ((octet >> place) & 1) === 1;

/**
 * Reads one PDU in hexadecimal. Octets after the last field are left alone: some modems pad what they hand over.
 * Throws PduError, and nothing else, where it cannot be read.
 */
export function decodePdu(hex: string, options: DecodeOptions = {}): Tpdu {
  if (typeof hex !== 'string') {
    throw new PduError('PDU', `hexadecimal digits expected, got ${hex === null ? 'null' : typeof hex}`);
  }
  const reader = new OctetReader(octets, readHex(hex, octets));
  const layout = layoutOf(reader, options.tpdu === true, options.direction);
  const smsc = options.tpdu ? undefined : serviceCentreOf(octets);
  const tables = gsm7Tables(options.locking ?? 0, options.single ?? 0);
  switch (layout.type) {
    case 'SMS-DELIVER':
      return readDeliver(layout, smsc, tables);
    case 'SMS-SUBMIT':
      return readSubmit(layout, smsc, tables);
    case 'SMS-STATUS-REPORT':
      return readStatusReport(layout, smsc, tables);
    case 'SMS-DELIVER-REPORT':
      return readDeliverReport(layout, smsc, tables);
    case 'SMS-SUBMIT-REPORT':
      return readSubmitReport(layout, smsc, tables);
    case 'SMS-COMMAND':
      return readCommand(layout, smsc);
  }
}

/** SMS-DELIVER, 23.040 9.2.2.1. */
function readDeliver(layout: Layout, smsc: string | undefined, tables: Gsm7Tables): Deliver {
  const first = octets[layout.first]!;
  const address = addressAt(octets, layout.address);
  const dcs = octets[layout.dcs]!;
  const coding = readDcs(dcs);
  const fields: Deliver = {
    type: 'SMS-DELIVER',
    smsc,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    pid: octets[layout.pid]!,
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
    scts: readTimestamp(octets, layout.scts),
    udl: 0,
    udh: undefined,
    concat: undefined,
    text: undefined,
    data: undefined,
  };
  readUserData(octets, layout.udl, fields, tables);
  return fields;
}

/** SMS-SUBMIT, 23.040 9.2.2.2. */
function readSubmit(layout: Layout, smsc: string | undefined, tables: Gsm7Tables): Submit {
  const first = octets[layout.first]!;
  const address = addressAt(octets, layout.address);
  const dcs = octets[layout.dcs]!;
  const coding = readDcs(dcs);
  const vpf = (first >> 3) & 3;
  const fields: Submit = {
    type: 'SMS-SUBMIT',
    smsc,
    mr: octets[layout.mr]!,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    pid: octets[layout.pid]!,
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
    validity: readValidity(octets, layout.vp, vpf),
    singleShot: isSingleShot(octets, layout.vp, vpf),
    udl: 0,
    udh: undefined,
    concat: undefined,
    text: undefined,
    data: undefined,
  };
  readUserData(octets, layout.udl, fields, tables);
  return fields;
}

/** SMS-STATUS-REPORT, 23.040 9.2.2.3. */
function readStatusReport(layout: Layout, smsc: string | undefined, tables: Gsm7Tables): StatusReport {
  const first = octets[layout.first]!;
  const address = addressAt(octets, layout.address);
  const fields: StatusReport = {
    type: 'SMS-STATUS-REPORT',
    smsc,
    mr: octets[layout.mr]!,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    mms: bit(first, 2),
    lp: bit(first, 3),
    srq: bit(first, 5),
    udhi: bit(first, 6),
    scts: readTimestamp(octets, layout.scts),
    dt: readTimestamp(octets, layout.dt),
    status: octets[layout.status]!,
    pi: octetAt(layout.pi),
  };
  readIndicated(layout, fields, tables);
  return fields;
}

/** SMS-DELIVER-REPORT, 23.040 9.2.2.1a. */
function readDeliverReport(layout: Layout, smsc: string | undefined, tables: Gsm7Tables): DeliverReport {
  const fields: DeliverReport = {
    type: 'SMS-DELIVER-REPORT',
    smsc,
    udhi: bit(octets[layout.first]!, 6),
    fcs: octetAt(layout.fcs),
    pi: octets[layout.pi]!,
  };
  readIndicated(layout, fields, tables);
  return fields;
}

/** SMS-SUBMIT-REPORT, 23.040 9.2.2.2a. */
function readSubmitReport(layout: Layout, smsc: string | undefined, tables: Gsm7Tables): SubmitReport {
  const fields: SubmitReport = {
    type: 'SMS-SUBMIT-REPORT',
    smsc,
    udhi: bit(octets[layout.first]!, 6),
    fcs: octetAt(layout.fcs),
    pi: octets[layout.pi]!,
    scts: readTimestamp(octets, layout.scts),
  };
  readIndicated(layout, fields, tables);
  return fields;
}

/** SMS-COMMAND, 23.040 9.2.2.4. */
function readCommand(layout: Layout, smsc: string | undefined): Command {
  const first = octets[layout.first]!;
  const address = addressAt(octets, layout.address);
  return {
    type: 'SMS-COMMAND',
    smsc,
    mr: octets[layout.mr]!,
    address: address.number,
    ton: address.ton,
    npi: address.npi,
    pid: octets[layout.pid]!,
    srr: bit(first, 5),
    udhi: bit(first, 6),
    ct: octets[layout.ct]!,
    mn: octets[layout.mn]!,
    cd: hexOfOctets(octets, layout.cdl + 1, layout.end),
  };
}

const octetAt = (place: number): number | undefined => (place === ABSENT ? undefined : octets[place]!);

/** What TP-PI of a report announced. */
function readIndicated(layout: Layout, fields: TpduFields, tables: Gsm7Tables): void {
  fields.pid = octetAt(layout.pid);
  fields.dcs = octetAt(layout.dcs);
  // Without TP-DCS the user data is in the default alphabet (23.040 9.2.3.27).
  if (fields.dcs !== undefined || layout.udl !== ABSENT) {
    const { alphabet, messageClass, compressed, autoDelete, waiting } = readDcs(fields.dcs ?? 0);
    Object.assign(fields, { alphabet, class: messageClass, compressed, autoDelete, waiting });
  }
  if (layout.udl !== ABSENT) {
    readUserData(octets, layout.udl, fields, tables);
  }
}
