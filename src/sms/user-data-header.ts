import { addressAt, skipAddress, writeAddress } from './address';
import { PduError } from './error';
import { hexOfOctets, octetsOfHex } from './hex';
import { HexWriter } from './hex-writer';
import { OctetReader } from './octet-reader';

/** Information element identifiers of 23.040 9.2.3.24 that this codec understands. */
export const ELEMENT = {
  concat8: 0x00,
  ports8: 0x04,
  ports16: 0x05,
  concat16: 0x08,
  replyAddress: 0x22,
  singleShift: 0x24,
  lockingShift: 0x25,
} as const;

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

/** Application ports (23.040 9.2.3.24.3 and .4). */
export interface Ports {
  destination: number;
  originator: number;
  /** Width of the two numbers. */
  bits: 8 | 16;
}

/** What a user data header says. */
export interface UserDataHeader {
  udh?: InformationElement[] | undefined;
  concat?: Concatenation | undefined;
  locking?: number | undefined;
  single?: number | undefined;
  ports?: Ports | undefined;
  replyAddress?: string | undefined;
}

/** Whether elements fill the octets from `at` to `end`. */
function isWhole(octets: Uint8Array, at: number, end: number): boolean {
  while (at + 1 < end) {
    at += 2 + octets[at + 1]!;
  }
  return at === end;
}

/**
 * Reads the elements between `at` and `end` into `header`. Of elements that exclude each other or are doubled the
 * last counts; where the last one does not end with the header, the whole header is ignored (23.040 9.2.3.24).
 */
export function readElements(octets: Uint8Array, at: number, end: number, header: UserDataHeader): void {
  header.udh = [];
  if (!isWhole(octets, at, end)) {
    return;
  }
  while (at < end) {
    const iei = octets[at]!;
    const length = octets[at + 1]!;
    header.udh.push({ iei, data: hexOfOctets(octets, at + 2, at + 2 + length) });
    readElement(octets, iei, at + 2, length, header);
    at += 2 + length;
  }
}

/** An element that is not as long as it has to be says nothing. */
function readElement(
  octets: Uint8Array,
  iei: number,
  at: number,
  length: number,
  header: UserDataHeader,
): void {
  const two = (place: number): number => (octets[place]! << 8) | octets[place + 1]!;
  switch (iei) {
    case ELEMENT.concat8:
      if (length === 3) {
        header.concat = concatOf(octets[at]!, 8, octets[at + 1]!, octets[at + 2]!) ?? header.concat;
      }
      break;
    case ELEMENT.concat16:
      if (length === 4) {
        header.concat = concatOf(two(at), 16, octets[at + 2]!, octets[at + 3]!) ?? header.concat;
      }
      break;
    case ELEMENT.ports8:
      if (length === 2) {
        header.ports = { destination: octets[at]!, originator: octets[at + 1]!, bits: 8 };
      }
      break;
    case ELEMENT.ports16:
      if (length === 4) {
        header.ports = { destination: two(at), originator: two(at + 2), bits: 16 };
      }
      break;
    case ELEMENT.singleShift:
      if (length === 1) {
        header.single = octets[at]!;
      }
      break;
    case ELEMENT.lockingShift:
      if (length === 1) {
        header.locking = octets[at]!;
      }
      break;
    case ELEMENT.replyAddress:
      header.replyAddress = replyAddressOf(octets, at, at + length) ?? header.replyAddress;
      break;
  }
}

function replyAddressOf(octets: Uint8Array, at: number, end: number): string | undefined {
  const field = octets.subarray(at, end);
  try {
    const reader = new OctetReader(field, field.length);
    return addressAt(field, skipAddress(reader, 'TP-UD')).number;
  } catch (error) {
    if (error instanceof PduError) {
      return undefined;
    }
    throw error;
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

/** The element that names application ports: Throws PduError where one is too large for `bits`. */
export function portsElement({ destination, originator, bits }: Ports): InformationElement {
  for (const port of [destination, originator]) {
    if (!Number.isInteger(port) || port < 0 || port >= 2 ** bits) {
      throw new PduError('TP-UD', `a port from 0 to ${2 ** bits - 1} expected, got ${port}`);
    }
  }
  const hex = (port: number): string =>
    port
      .toString(16)
      .toUpperCase()
      .padStart(bits / 4, '0');
  return {
    iei: bits === 8 ? ELEMENT.ports8 : ELEMENT.ports16,
    data: hex(destination) + hex(originator),
  };
}

/** The element that names whom to answer. Throws PduError where `number` is none. */
export function replyAddressElement(number: string): InformationElement {
  const writer = new HexWriter();
  writeAddress(number, writer, 'TP-UD');
  return { iei: ELEMENT.replyAddress, data: writer.text() };
}
