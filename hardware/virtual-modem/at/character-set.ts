import type { CharacterSet } from '../device/settings';

/** A string as AT+CSCS says that strings are written: UCS2 as hexadecimal of UTF-16BE (27.007 5.5). */
export function toCharacterSet(text: string, set: CharacterSet): string {
  return set === 'UCS2' ? Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase() : text;
}

/** The reverse. What is no UCS2 is taken as it is. */
export function fromCharacterSet(text: string, set: CharacterSet): string {
  return set === 'UCS2' && /^([0-9A-F]{4})+$/i.test(text)
    ? Buffer.from(text, 'hex').swap16().toString('utf16le')
    : text;
}
