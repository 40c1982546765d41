import { MAX_PDU_OCTETS, type DecodeOptions } from './decode';
import { hexOfOctets, octetsOfHex, readHex } from './hex';
import { ABSENT, layoutOf, type Layout } from './layout';
import { OctetReader } from './octet-reader';
import type { EncodedSegment } from './segment-writer';
import type { Tpdu } from './tpdu';

/**
 * A PDU cut into its fields, each in hexadecimal as it stands there, reserved bits and fill bits included; `''` for
 * those that it does not have. Change one and write it again: nothing else changes.
 */
export interface Frame {
  type: Tpdu['type'];
  /** Service centre address with its length. */
  sca: string;
  /** TP-MTI and the flags beside it. */
  first: string;
  fcs: string;
  mr: string;
  /** TP-DA, TP-OA or TP-RA, with its length. */
  address: string;
  pi: string;
  pid: string;
  ct: string;
  mn: string;
  dcs: string;
  vp: string;
  scts: string;
  dt: string;
  status: string;
  /** TP-CDL and TP-CD. */
  command: string;
  /** TP-UDL and TP-UD. */
  userData: string;
  /** What follows the last field. */
  rest: string;
}

type Field = Exclude<keyof Frame, 'type' | 'rest'>;

const USER_DATA_BY_PI = ['pid', 'dcs', 'userData'] as const;

/** The fields of each type in the order of 23.040 9.2.2. */
const ORDER: Record<Tpdu['type'], readonly Field[]> = {
  'SMS-DELIVER': ['sca', 'first', 'address', 'pid', 'dcs', 'scts', 'userData'],
  'SMS-SUBMIT': ['sca', 'first', 'mr', 'address', 'pid', 'dcs', 'vp', 'userData'],
  'SMS-STATUS-REPORT': [
    ...(['sca', 'first', 'mr', 'address', 'scts', 'dt', 'status', 'pi'] as const),
    ...USER_DATA_BY_PI,
  ],
  'SMS-DELIVER-REPORT': ['sca', 'first', 'fcs', 'pi', ...USER_DATA_BY_PI],
  'SMS-SUBMIT-REPORT': ['sca', 'first', 'fcs', 'pi', 'scts', ...USER_DATA_BY_PI],
  'SMS-COMMAND': ['sca', 'first', 'mr', 'pid', 'ct', 'mn', 'address', 'command'],
};

const EMPTY: Record<Field, string> = {
  ...{ sca: '', first: '', fcs: '', mr: '', address: '', pi: '', pid: '', ct: '', mn: '', dcs: '' },
  ...{ vp: '', scts: '', dt: '', status: '', command: '', userData: '' },
};

const octets = new Uint8Array(MAX_PDU_OCTETS);

function placeOf(layout: Layout, field: Field): number {
  switch (field) {
    case 'sca':
      return layout.first === 0 ? ABSENT : 0;
    case 'command':
      return layout.cdl;
    case 'userData':
      return layout.udl;
    default:
      return layout[field];
  }
}

/** Cuts a PDU in hexadecimal into its fields. Throws PduError as decodePdu does for what is missing or too short. */
export function readFrame(hex: string, options: Pick<DecodeOptions, 'direction' | 'tpdu'> = {}): Frame {
  const length = readHex(hex, octets);
  const layout = layoutOf(new OctetReader(octets, length), options.tpdu === true, options.direction);
  const frame: Frame = { type: layout.type, ...EMPTY, rest: hexOfOctets(octets, layout.end, length) };
  let end = layout.end;
  for (const field of ORDER[layout.type].toReversed()) {
    const place = placeOf(layout, field);
    if (place !== ABSENT) {
      frame[field] = hexOfOctets(octets, place, end);
      end = place;
    }
  }
  return frame;
}

/** Puts the fields together again. Throws PduError where one is no hexadecimal. */
export function writeFrame(frame: Frame): Pick<EncodedSegment, 'length' | 'pdu'> {
  const pdu = ORDER[frame.type].map((field) => frame[field]).join('') + frame.rest;
  const written = octetsOfHex(pdu, 'PDU');
  return { length: written.length - frame.sca.length / 2, pdu: hexOfOctets(written) };
}
