import { skipAddress, skipServiceCentre } from './address';
import { readDcs } from './dcs';
import { PduError } from './error';
import type { OctetReader } from './octet-reader';
import { packedLength } from './septets';
import { TIMESTAMP_LENGTH } from './timestamp';
import type { Direction, Tpdu } from './tpdu';
import { VALIDITY_LENGTH } from './validity';

/** Of a field that a TPDU does not have. */
export const ABSENT = -1;

/** Where the fields of a PDU begin, in octets before them; ABSENT for those that it does not have. */
export interface Layout {
  type: Tpdu['type'];
  /** The first octet of the TPDU: TP-MTI and the flags beside it. */
  first: number;
  fcs: number;
  mr: number;
  /** TP-DA, TP-OA or TP-RA. */
  address: number;
  /** TP-PI, with the octets that its extension bits add. */
  pi: number;
  pid: number;
  ct: number;
  mn: number;
  dcs: number;
  vp: number;
  scts: number;
  dt: number;
  status: number;
  /** TP-CDL. */
  cdl: number;
  udl: number;
  /** Behind the last field; what follows there is not of the TPDU. */
  end: number;
}

/** Bits of TP-PI (23.040 9.2.3.27). */
const PI_PID = 0x01;
const PI_DCS = 0x02;
const PI_UDL = 0x04;
const PI_EXTENSION = 0x80;

const TYPES = {
  mo: ['SMS-DELIVER-REPORT', 'SMS-SUBMIT', 'SMS-COMMAND', undefined],
  // 23.040 9.2.3.1: a mobile reads the reserved value as SMS-DELIVER.
  mt: ['SMS-DELIVER', 'SMS-SUBMIT-REPORT', 'SMS-STATUS-REPORT', 'SMS-DELIVER'],
} as const;

/**
 * Finds the fields of the PDU that `reader` is at the start of: whether they are all there, and as long as they
 * announce. Without `direction` TP-MTI 1 is read as from a mobile, the others as to one.
 * Throws PduError, naming the field.
 */
export function layoutOf(reader: OctetReader, withoutSca: boolean, direction?: Direction): Layout {
  if (!withoutSca) {
    skipServiceCentre(reader);
  }
  const first = reader.skip(1, 'TP-MTI');
  const mti = reader.octets[first]! & 3;
  const type = TYPES[direction ?? (mti === 1 ? 'mo' : 'mt')][mti];
  if (type === undefined) {
    throw new PduError('TP-MTI', `${mti} is reserved`, first);
  }
  const layout: Layout = {
    type,
    first,
    fcs: ABSENT,
    mr: ABSENT,
    address: ABSENT,
    pi: ABSENT,
    pid: ABSENT,
    ct: ABSENT,
    mn: ABSENT,
    dcs: ABSENT,
    vp: ABSENT,
    scts: ABSENT,
    dt: ABSENT,
    status: ABSENT,
    cdl: ABSENT,
    udl: ABSENT,
    end: 0,
  };
  FINDERS[type](reader, layout);
  layout.end = reader.at;
  return layout;
}

/** In the order of the fields of 23.040 9.2.2. */
const FINDERS: Record<Tpdu['type'], (reader: OctetReader, layout: Layout) => void> = {
  'SMS-DELIVER': (reader, layout) => {
    layout.address = skipAddress(reader, 'TP-OA');
    layout.pid = reader.skip(1, 'TP-PID');
    layout.dcs = reader.skip(1, 'TP-DCS');
    layout.scts = reader.skip(TIMESTAMP_LENGTH, 'TP-SCTS');
    findUserData(reader, layout);
  },
  'SMS-SUBMIT': (reader, layout) => {
    layout.mr = reader.skip(1, 'TP-MR');
    layout.address = skipAddress(reader, 'TP-DA');
    layout.pid = reader.skip(1, 'TP-PID');
    layout.dcs = reader.skip(1, 'TP-DCS');
    const length = VALIDITY_LENGTH[(reader.octets[layout.first]! >> 3) & 3]!;
    if (length > 0) {
      layout.vp = reader.skip(length, 'TP-VP');
    }
    findUserData(reader, layout);
  },
  'SMS-STATUS-REPORT': (reader, layout) => {
    layout.mr = reader.skip(1, 'TP-MR');
    layout.address = skipAddress(reader, 'TP-RA');
    layout.scts = reader.skip(TIMESTAMP_LENGTH, 'TP-SCTS');
    layout.dt = reader.skip(TIMESTAMP_LENGTH, 'TP-DT');
    layout.status = reader.skip(1, 'TP-ST');
    if (hasIndicator(reader)) {
      findIndicated(reader, layout, findIndicator(reader, layout));
    }
  },
  'SMS-DELIVER-REPORT': (reader, layout) => {
    findFailureCause(reader, layout);
    findIndicated(reader, layout, findIndicator(reader, layout));
  },
  'SMS-SUBMIT-REPORT': (reader, layout) => {
    findFailureCause(reader, layout);
    const indicator = findIndicator(reader, layout);
    layout.scts = reader.skip(TIMESTAMP_LENGTH, 'TP-SCTS');
    findIndicated(reader, layout, indicator);
  },
  'SMS-COMMAND': (reader, layout) => {
    layout.mr = reader.skip(1, 'TP-MR');
    layout.pid = reader.skip(1, 'TP-PID');
    layout.ct = reader.skip(1, 'TP-CT');
    layout.mn = reader.skip(1, 'TP-MN');
    layout.address = skipAddress(reader, 'TP-DA');
    layout.cdl = reader.at;
    reader.skip(reader.octet('TP-CDL'), 'TP-CD');
  },
};

/** TP-FCS is there only in a report of failure; its values begin at 80, where TP-PI has its extension bit. */
function findFailureCause(reader: OctetReader, layout: Layout): void {
  if (reader.left > 0 && reader.octets[reader.at]! >= 0x80) {
    layout.fcs = reader.skip(1, 'TP-FCS');
  }
}

/** Whether TP-PI follows with its last octet: a report from a SIM record is filled up with FF instead. */
function hasIndicator(reader: OctetReader): boolean {
  return reader.octets.subarray(reader.at, reader.end).some((octet) => (octet & PI_EXTENSION) === 0);
}

/** TP-PI, of which the first octet says what follows. */
function findIndicator(reader: OctetReader, layout: Layout): number {
  layout.pi = reader.at;
  const indicator = reader.octet('TP-PI');
  for (let octet = indicator; octet & PI_EXTENSION;) {
    octet = reader.octet('TP-PI');
  }
  return indicator;
}

function findIndicated(reader: OctetReader, layout: Layout, indicator: number): void {
  if (indicator & PI_PID) {
    layout.pid = reader.skip(1, 'TP-PID');
  }
  if (indicator & PI_DCS) {
    layout.dcs = reader.skip(1, 'TP-DCS');
  }
  if (indicator & PI_UDL) {
    findUserData(reader, layout);
  }
}

/** TP-UDL counts septets for uncompressed text in the GSM 7 bit alphabet, else octets (23.040 9.2.3.16). */
function findUserData(reader: OctetReader, layout: Layout): void {
  const { alphabet, compressed } = readDcs(layout.dcs === ABSENT ? 0 : reader.octets[layout.dcs]!);
  const inSeptets = alphabet === '7bit' && !compressed;
  layout.udl = reader.at;
  const udl = reader.octet('TP-UDL');
  const length = inSeptets ? packedLength(udl) : udl;
  if (reader.left < length) {
    const unit = inSeptets ? 'septets' : 'octets';
    throw new PduError('TP-UD', `${udl} ${unit} announced, ${reader.left} octets left`, reader.at);
  }
  reader.at += length;
}
