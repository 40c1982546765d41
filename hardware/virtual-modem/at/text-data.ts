import {
  decodePdu,
  encodeSubmit,
  PduError,
  readDcs,
  readFrame,
  writeFrame,
  type Deliver,
  type Submit,
} from '../../../src/sms';
import { USER_DATA_OCTETS } from '../../../src/sms/body';
import type { Alphabet } from '../../../src/sms/dcs';
import type { CharacterSet, Settings } from '../device/settings';
import type { GivenPdu } from '../device/submission';
import { fromCharacterSet, toCharacterSet } from './character-set';
import { hexOf } from '../octet';
import { cms } from './results';

const TP_UDHI = 0x40;
const TP_VPF = 0x18;
const VPF_RELATIVE = 0x10;

/** TP-DA of a draft that has no recipient yet, and a number that is written in its place first. */
const NO_ADDRESS = '0081';
const ANY_NUMBER = '0';

/** <data> of 27.005 3.1: a 7bit text in the character set of AT+CSCS, anything else as hexadecimal of TP-UD. */
export function dataOf(
  { type, alphabet, udhi, text }: Deliver | Submit,
  pdu: string,
  set: CharacterSet,
): string {
  if (alphabet === '7bit' && !udhi && text !== undefined) {
    return toCharacterSet(text, set);
  }
  const { userData } = readFrame(pdu, { direction: type === 'SMS-SUBMIT' ? 'mo' : 'mt' });
  return userData.slice(2);
}

/** The SMS-SUBMIT of <data>, with <fo>, <vp>, <pid> and <dcs> of AT+CSMP. Throws CMS 305 where it cannot be one. */
export function composeSubmit(to: string, data: string, { csmp, cscs }: Settings): GivenPdu {
  const { fo, vp, pid, dcs } = csmp;
  const { alphabet: coded, compressed } = readDcs(dcs);
  const alphabet = compressed ? '8bit' : coded;
  const udhi = (fo & TP_UDHI) !== 0;
  const content = udhi
    ? alphabet === '8bit'
      ? { data: '' }
      : { text: '' }
    : contentOf(data, alphabet, cscs);
  try {
    const [segment] = encodeSubmit({ to: to || ANY_NUMBER, pid, dcs, maxParts: 1, ...content });
    const frame = readFrame(segment!.pdu, { direction: 'mo' });
    const whole = writeFrame({
      ...frame,
      first: hexOf(fo),
      address: to === '' ? NO_ADDRESS : frame.address,
      vp: (fo & TP_VPF) === VPF_RELATIVE ? hexOf(vp) : '',
      userData: udhi ? userDataOf(data, alphabet) : frame.userData,
    });
    decodePdu(whole.pdu, { direction: 'mo' });
    return whole;
  } catch (error) {
    throw error instanceof PduError ? cms(305) : error;
  }
}

/** <data> is hexadecimal of TP-UD unless it is a 7bit text without a header (27.005 3.1). */
function contentOf(data: string, alphabet: Alphabet, set: CharacterSet): { data: string } | { text: string } {
  switch (alphabet) {
    case '8bit':
      return { data };
    case '16bit':
      if (!/^([0-9A-F]{4})*$/i.test(data)) {
        throw cms(305);
      }
      return { text: fromCharacterSet(data, 'UCS2') };
    case '7bit':
      return { text: fromCharacterSet(data, set) };
  }
}

/** TP-UDL and TP-UD of octets that begin with a header: in 7bit as many septets as they hold. */
function userDataOf(data: string, alphabet: Alphabet): string {
  const octets = data.length / 2;
  if (octets > USER_DATA_OCTETS) {
    throw cms(305);
  }
  return `${hexOf(alphabet === '7bit' ? Math.floor((octets * 8) / 7) : Math.floor(octets))}${data}`;
}
