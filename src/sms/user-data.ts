import { gsm7Tables, type Gsm7Tables, readSeptets } from './alphabet/gsm7';
import { readUcs2 } from './alphabet/ucs2';
import { readDcs } from './dcs';
import { PduError } from './error';
import { hexOfOctets } from './hex';
import type { OctetReader } from './octet-reader';
import { fillBitsAfter, packedLength, septetsOfHeader, unpackSeptets } from './septets';
import type { TpduFields } from './tpdu';
import { readElements } from './user-data-header';

const septets = new Uint8Array(256);

/**
 * Reads TP-UDL and TP-UD into `fields`, as TP-DCS and TP-UDHI there say.
 * Throws PduError where fewer octets are there than announced, or the header is longer than TP-UD.
 */
export function readUserData(reader: OctetReader, fields: TpduFields): void {
  const coding = readDcs(fields.dcs ?? 0);
  const inSeptets = coding.alphabet === '7bit' && !coding.compressed;
  const udl = reader.octet('TP-UDL');
  const start = reader.at;
  const length = inSeptets ? packedLength(udl) : udl;
  if (reader.left < length) {
    const unit = inSeptets ? 'septets' : 'octets';
    throw new PduError('TP-UD', `${udl} ${unit} announced, ${reader.left} octets left`, start);
  }
  reader.at += length;
  fields.udl = udl;
  let header = 0;
  // TP-UDHI over an empty TP-UD is seen in the field; it announces nothing.
  if (fields.udhi && length > 0) {
    header = reader.octets[start]! + 1;
    if (inSeptets ? septetsOfHeader(header) > udl : header > length) {
      throw new PduError('TP-UD', `a header of ${header} octets in ${length} octets of user data`, start);
    }
    const { elements, concat, locking, single } = readElements(reader.octets, start + 1, start + header);
    fields.udh = elements;
    fields.concat = concat;
    fields.locking = locking;
    fields.single = single;
  }
  const body = start + header;
  if (inSeptets) {
    const count = udl - septetsOfHeader(header);
    unpackSeptets(reader.octets, body, count, septets, fillBitsAfter(header));
    fields.text = readSeptets(septets, count, tablesOf(fields, reader.tables));
  } else if (coding.compressed || coding.alphabet === '8bit') {
    fields.data = hexOfOctets(reader.octets, body, start + length);
  } else {
    fields.text = readUcs2(reader.octets, body, start + length);
  }
}

function tablesOf({ locking, single }: TpduFields, otherwise: Gsm7Tables): Gsm7Tables {
  return locking === undefined && single === undefined ? otherwise : gsm7Tables(locking ?? 0, single ?? 0);
}
