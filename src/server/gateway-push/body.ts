import { requireHex } from '../content';

/*
 * Bodies of messages that came in. What we would not send is kept here: its sender will not say it again, and the
 * gateway takes a refusal for good (spec: eapi sections 7 and 9).
 */

/** With U+FFFD for each half of a surrogate pair: neither UTF-8 nor the outbox can carry one. */
export const wholeText = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** UTF-16BE in hexadecimal, of any length. @throws ValidationError */
export function textOfUtf16Hex(parameter: string, hex: string): string {
  if (hex === '') return '';
  requireHex(parameter, hex, 4);
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

/** Octets in hexadecimal: as many as all parts together hold, with a user data header or without. @throws ValidationError */
export function octetsIn(parameter: string, hex: string): string {
  if (hex !== '') requireHex(parameter, hex, 2);
  return hex.toUpperCase();
}
