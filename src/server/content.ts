import { countSegments, isGsm7, PduError } from '../sms';
import { ValidationError, type Content } from '../submission/submission';

/** Octets of user data in one message (23.040 9.2.3.16). */
const LARGEST_OCTETS = 140;

/** A 7bit text that GSM 7 has all characters of. */
export function textContent(parameter: string, text: string): Content {
  if (text === '') throw new ValidationError(parameter, 'missing, expected the text of the message');
  return { alphabet: '7bit', text };
}

/** The text with a `?` for each character that GSM 7 lacks. */
export function toGsm7(text: string): string {
  if (isGsm7(text)) return text;
  return Array.from(text, (character) => (isGsm7(character) ? character : '?')).join('');
}

/** A 16bit text; half a surrogate pair cannot be carried. */
export function unicodeContent(parameter: string, text: string): Content {
  if (text === '') throw new ValidationError(parameter, 'missing, expected the text of the message');
  if (/\p{Surrogate}/u.test(text)) {
    throw new ValidationError(parameter, 'holds half a surrogate pair, expected whole UTF-16 characters');
  }
  return { alphabet: '16bit', text };
}

/** 16bit text as UTF-16BE in hexadecimal, 4 digits a unit (spec: eapi section 8). */
export function unicodeContentOfHex(parameter: string, hex: string): Content {
  requireHex(parameter, hex, 4);
  return unicodeContent(parameter, Buffer.from(hex, 'hex').swap16().toString('utf16le'));
}

/** 8bit octets in hexadecimal, of which the first is the length of the user data header (spec: eapi section 8). */
export function octetsContent(parameter: string, hex: string): Content {
  requireHex(parameter, hex, 2);
  const octets = hex.length / 2;
  if (octets > LARGEST_OCTETS) {
    throw new ValidationError(parameter, `${octets} octets, expected at most ${LARGEST_OCTETS}`);
  }
  const header = parseInt(hex.slice(0, 2), 16);
  if (header + 1 > octets) {
    const problem = `its first octet announces a user data header of ${header} octets, but ${octets - 1} follow`;
    throw new ValidationError(parameter, problem);
  }
  return { alphabet: '8bit', octets: hex.toUpperCase() };
}

/** Most parts that any request may allow (spec: eapi section 3). */
export const MOST_PARTS = 127;

/** Units in one part of a concatenated text, at most. */
const UNITS_IN_PART = { '7bit': 153, '16bit': 67 } as const;

/** Messages that the content takes, concatenated where it needs more than one; over 127 it may be an estimate. */
export function partsOf(content: Content): number {
  if (content.alphabet === '8bit') return 1;
  const { text, alphabet } = content;
  const least = Math.ceil(text.length / UNITS_IN_PART[alphabet]);
  if (least > MOST_PARTS) return least;
  try {
    return countSegments(text, alphabet).segments;
  } catch (error) {
    // Concatenation ends at 255 segments.
    if (error instanceof PduError) return 256;
    throw error;
  }
}

export function requireHex(parameter: string, hex: string, digits: 2 | 4): void {
  if (hex === '') throw new ValidationError(parameter, 'missing, expected hexadecimal digits');
  if (!/^[0-9a-fA-F]+$/.test(hex)) throw new ValidationError(parameter, 'expected hexadecimal digits only');
  if (hex.length % digits !== 0) {
    throw new ValidationError(
      parameter,
      `${hex.length} hexadecimal digits, expected a multiple of ${digits}`,
    );
  }
}
