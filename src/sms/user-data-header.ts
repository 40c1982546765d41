import { PduError } from './error';
import { hexOfOctets, octetsOfHex } from './hex';

/** Information element identifiers of 23.040 9.2.3.24 that this codec understands. */
export const ELEMENT = { concat8: 0x00, concat16: 0x08, singleShift: 0x24, lockingShift: 0x25 } as const;

/** One information element; `data` is hexadecimal. */
export interface InformationElement {
  iei: number;
  data: string;
}

/** Which part of which message (23.040 9.2.3.24.1 and .8). */
export interface Concatenation {
  reference: number;
  /** Width of the reference. */
  bits: 8 | 16;
  total: number;
  /** 1..total. */
  sequence: number;
}

/** What a user data header says. */
export interface UserDataHeader {
  elements: InformationElement[];
  concat: Concatenation | undefined;
  locking: number | undefined;
  single: number | undefined;
}

/**
 * Reads the elements between `at` and `end`. Of elements that exclude each other or are doubled the last counts;
 * where the last one does not end with the header, the whole header is ignored (23.040 9.2.3.24).
 */
export function readElements(octets: Uint8Array, at: number, end: number): UserDataHeader {
  const header: UserDataHeader = { elements: [], concat: undefined, locking: undefined, single: undefined };
  while (at < end) {
    const data = at + 2;
    const next = data + octets[at + 1]!;
    if (data > end || next > end) {
      return { elements: [], concat: undefined, locking: undefined, single: undefined };
    }
    readElement(octets, octets[at]!, data, next - data, header);
    at = next;
  }
  return header;
}

function readElement(
  octets: Uint8Array,
  iei: number,
  data: number,
  length: number,
  header: UserDataHeader,
): void {
  header.elements.push({ iei, data: hexOfOctets(octets, data, data + length) });
  if (iei === ELEMENT.concat8 && length === 3) {
    header.concat = concatOf(octets[data]!, 8, octets[data + 1]!, octets[data + 2]!) ?? header.concat;
  } else if (iei === ELEMENT.concat16 && length === 4) {
    const reference = (octets[data]! << 8) | octets[data + 1]!;
    header.concat = concatOf(reference, 16, octets[data + 2]!, octets[data + 3]!) ?? header.concat;
  } else if (iei === ELEMENT.singleShift && length === 1) {
    header.single = octets[data]!;
  } else if (iei === ELEMENT.lockingShift && length === 1) {
    header.locking = octets[data]!;
  }
}

/** A part beyond the total, or a zero, makes the element void. */
function concatOf(
  reference: number,
  bits: 8 | 16,
  total: number,
  sequence: number,
): Concatenation | undefined {
  return sequence === 0 || sequence > total ? undefined : { reference, bits, total, sequence };
}

/** Octets of the concatenation element with a reference of so many bits. */
export function concatLength(bits: 8 | 16 = 8): number {
  return bits === 8 ? 5 : 6;
}

/** The concatenation element for one part, as octets. */
export function concatElement(concat: Concatenation): number[] {
  const { reference, bits, total, sequence } = concat;
  return bits === 8
    ? [ELEMENT.concat8, 3, reference, total, sequence]
    : [ELEMENT.concat16, 4, reference >> 8, reference & 0xff, total, sequence];
}

/** Octets of one element: identifier, length, data. Throws PduError where they are none. */
export function elementOctets({ iei, data }: InformationElement): number[] {
  const octets = octetsOfHex(data, 'TP-UD');
  if (!Number.isInteger(iei) || iei < 0 || iei > 255 || octets.length > 255) {
    throw new PduError(
      'TP-UD',
      `an information element of 0 to 255 and at most 255 octets expected, got ${iei}`,
    );
  }
  return [iei, octets.length, ...octets];
}
