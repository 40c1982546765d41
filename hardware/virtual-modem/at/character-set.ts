import { DEFAULT_TABLES, writeSeptets } from '../../../src/sms/alphabet/gsm7';
import type { CharacterSet } from '../device/settings';

const NOT_ASCII = /[^\n\r\x20-\x7e]/g;

/** Hexadecimal of UTF-16BE. */
export const hexOfUcs2 = (text: string): string =>
  Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();

/**
 * A string as AT+CSCS says that strings are written (27.007 5.5): UCS2 as hexadecimal of UTF-16BE, in GSM an octet for
 * each septet. A `?` stands for what the set does not have.
 */
export function toCharacterSet(text: string, set: CharacterSet): string {
  if (set === 'UCS2') {
    return hexOfUcs2(text);
  }
  const septets = new Uint8Array(text.length * 2);
  const count = set === 'GSM' ? writeSeptets(text, septets) : -1;
  return count < 0 ? text.replace(NOT_ASCII, '?') : String.fromCharCode(...septets.subarray(0, count));
}

/** The reverse. What is no UCS2 is taken as it is. */
export function fromCharacterSet(text: string, set: CharacterSet): string {
  const character = (septet: string): string =>
    String.fromCharCode(DEFAULT_TABLES.units[septet.charCodeAt(0) & 0x7f]!);
  switch (set) {
    case 'GSM':
      return Array.from(text, character).join('');
    case 'UCS2':
      return /^([0-9A-F]{4})+$/i.test(text) ? Buffer.from(text, 'hex').swap16().toString('utf16le') : text;
    case 'IRA':
      return text;
  }
}
