import { gsm7Tables, type Gsm7Tables, readGsm7 } from './alphabet/gsm7';
import { readUcs2 } from './alphabet/ucs2';
import { readDcs } from './dcs';
import { PduError } from './error';
import { hexOfOctets } from './hex';
import { fillBitsAfter, packedLength, septetsOfHeader } from './septets';
import type { TpduFields } from './tpdu';
import { readElements } from './user-data-header';

/**
 * Reads TP-UDL at `at`, and TP-UD, which is known to be as long as that says, into `fields`, as TP-DCS and TP-UDHI
 * there say. `tables` are those of a text whose header names none.
 * Throws PduError where the header is longer than TP-UD.
 */
export function readUserData(octets: Uint8Array, at: number, fields: TpduFields, tables: Gsm7Tables): void {
  const coding = readDcs(fields.dcs ?? 0);
  const inSeptets = coding.alphabet === '7bit' && !coding.compressed;
  const udl = octets[at]!;
  const start = at + 1;
  const length = inSeptets ? packedLength(udl) : udl;
  fields.udl = udl;
  let header = 0;
  // TP-UDHI over an empty TP-UD is seen in the field; it announces nothing.
  if (fields.udhi && length > 0) {
    header = octets[start]! + 1;
    if (inSeptets ? septetsOfHeader(header) > udl : header > length) {
      throw new PduError('TP-UD', `a header of ${header} octets in ${length} octets of user data`, start);
    }
    readElements(octets, start + 1, start + header, fields);
  }
  const body = start + header;
  if (inSeptets) {
    const count = udl - septetsOfHeader(header);
    fields.text = readGsm7(octets, body, count, fillBitsAfter(header), tablesOf(fields, tables));
  } else if (coding.compressed || coding.alphabet === '8bit') {
    fields.data = hexOfOctets(octets, body, start + length);
  } else {
    fields.text = readUcs2(octets, body, start + length);
  }
}

function tablesOf({ locking, single }: TpduFields, otherwise: Gsm7Tables): Gsm7Tables {
  return locking === undefined && single === undefined ? otherwise : gsm7Tables(locking ?? 0, single ?? 0);
}
