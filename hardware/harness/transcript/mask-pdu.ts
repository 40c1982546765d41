import { decodePdu, PduError } from '../../../src/sms';
import { sameNumber } from '../suite/same-number';

/** Digits of a number that stay: enough to tell country and network, or the maker of a modem. */
export const DIGITS_KEPT = 5;

/** Bits of the type-of-address octet that say alphanumeric: no number (23.040 9.1.2.5). */
const isName = (type: number): boolean => (type & 0x70) === 0x50;

/** Octets between TP-OA and TP-UDL of SMS-DELIVER: TP-PID, TP-DCS, TP-SCTS (23.040 9.2.2.1). */
const BEFORE_USER_DATA = 9;

const TP_UDHI = 0x40;

/**
 * A PDU, SCA and TPDU, in which numbers have lost their digits from the sixth on, and a message of anybody but `known` has
 * lost its text. Undefined where it is no PDU.
 */
export function maskPdu(hex: string, known: string | undefined): string | undefined {
  const octets = Buffer.from(hex, 'hex');
  const tpdu = 1 + octets[0]!;
  const kind = (octets[tpdu] ?? 0) & 3;
  try {
    const { type, address } = { address: '', ...decodePdu(hex, { direction: kind === 1 ? 'mo' : 'mt' }) };
    if (type === 'SMS-DELIVER') {
      const after = maskAddress(octets, tpdu + 1);
      if (known === undefined || !sameNumber(address, known))
        blankText(octets, after + BEFORE_USER_DATA, octets[tpdu]!);
    } else if (type === 'SMS-SUBMIT' || type === 'SMS-STATUS-REPORT') {
      maskAddress(octets, tpdu + 2);
    } else return undefined;
  } catch (error) {
    if (error instanceof PduError) return undefined;
    throw error;
  }
  if (tpdu > 2) maskDigits(octets, 2, (tpdu - 2) * 2);
  const masked = octets.toString('hex');
  return /[a-f]/.test(hex) ? masked : masked.toUpperCase();
}

/** Masks the address field that begins at `at`; returns where it ends. */
function maskAddress(octets: Buffer, at: number): number {
  const digits = octets[at]!;
  if (!isName(octets[at + 1]!)) maskDigits(octets, at + 2, digits);
  return at + 2 + Math.ceil(digits / 2);
}

/** Semi-octets, the first digit in the lower half (23.040 9.1.2.3); filling stays. */
function maskDigits(octets: Buffer, at: number, digits: number): void {
  if (digits < 8) return;
  for (let digit = DIGITS_KEPT; digit < digits; digit++) {
    const place = at + (digit >> 1);
    const shift = digit % 2 === 0 ? 0 : 4;
    const isFilling = ((octets[place]! >> shift) & 0xf) === 0xf;
    if (!isFilling) octets[place]! &= 0xff ^ (0xf << shift);
  }
}

/** Leaves TP-UDL and a header, which say nothing of what was written. */
function blankText(octets: Buffer, udl: number, first: number): void {
  const header = first & TP_UDHI ? 1 + octets[udl + 1]! : 0;
  octets.fill(0, udl + 1 + header);
}
