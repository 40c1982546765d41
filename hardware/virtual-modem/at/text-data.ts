import {
  encodeSubmit,
  PduError,
  readDcs,
  readFrame,
  writeFrame,
  type Deliver,
  type Submit,
} from '../../../src/sms';
import { DEFAULT_TABLES, writeSeptets } from '../../../src/sms/alphabet/gsm7';
import type { CharacterSet, Settings } from '../device/settings';
import type { GivenPdu } from '../device/submission';
import { fromCharacterSet, toCharacterSet } from './character-set';
import { hexOf } from '../octet';
import { cms } from './results';

const TP_UDHI = 0x40;
const TP_VPF = 0x18;
const VPF_RELATIVE = 0x10;

const NOT_ASCII = /[^\n\r\x20-\x7e]/g;

/** As the host reads it: in GSM, an octet is a septet. */
function shown(text: string, set: CharacterSet): string {
  if (set === 'UCS2') {
    return toCharacterSet(text, set);
  }
  const septets = new Uint8Array(text.length * 2);
  const count = set === 'GSM' ? writeSeptets(text, septets) : -1;
  return count < 0 ? text.replace(NOT_ASCII, '?') : String.fromCharCode(...septets.subarray(0, count));
}

/** As the host typed it. */
function typedText(typed: string, set: CharacterSet): string {
  const character = (septet: string): string =>
    String.fromCharCode(DEFAULT_TABLES.units[septet.charCodeAt(0) & 0x7f]!);
  return set === 'GSM' ? Array.from(typed, character).join('') : fromCharacterSet(typed, set);
}

/** <data> of 27.005 3.1: a 7bit text in the character set of AT+CSCS, anything else as hexadecimal of TP-UD. */
export function dataOf(
  { type, alphabet, udhi, text }: Deliver | Submit,
  pdu: string,
  set: CharacterSet,
): string {
  if (alphabet === '7bit' && !udhi && text !== undefined) {
    return shown(text, set);
  }
  const { userData } = readFrame(pdu, { direction: type === 'SMS-SUBMIT' ? 'mo' : 'mt' });
  return userData.slice(2);
}

/** The SMS-SUBMIT of <data>, with <fo>, <vp>, <pid> and <dcs> of AT+CSMP. Throws CMS 305 where it cannot be one. */
export function composeSubmit(to: string, data: string, { csmp, cscs }: Settings): GivenPdu {
  const { fo, vp, pid, dcs } = csmp;
  try {
    const [segment] = encodeSubmit({ to, pid, dcs, maxParts: 1, ...contentOf(data, fo, dcs, cscs) });
    const frame = readFrame(segment!.pdu, { direction: 'mo' });
    return writeFrame({ ...frame, first: hexOf(fo), vp: (fo & TP_VPF) === VPF_RELATIVE ? hexOf(vp) : '' });
  } catch (error) {
    throw error instanceof PduError ? cms(305) : error;
  }
}

function contentOf(data: string, fo: number, dcs: number, set: CharacterSet) {
  const udhi = (fo & TP_UDHI) !== 0;
  switch (readDcs(dcs).alphabet) {
    case '8bit':
      return { data, udhi };
    case '16bit':
      if (udhi || !/^([0-9A-F]{4})*$/i.test(data)) {
        throw cms(305);
      }
      return { text: fromCharacterSet(data, 'UCS2') };
    case '7bit':
      if (udhi) {
        throw cms(305);
      }
      return { text: typedText(data, set) };
  }
}
