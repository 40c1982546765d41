import { ESCAPE, countSeptets, gsm7Tables, writeSeptets } from './alphabet/gsm7';
import { writeUcs2 } from './alphabet/ucs2';
import type { Alphabet } from './dcs';
import { PduError } from './error';
import { octetsOfHex } from './hex';
import { fillBitsAfter, packSeptets, packedLength, septetsOfHeader } from './septets';
import { USER_DATA_OCTETS } from './user-data';
import { concatElement } from './user-data-header';

/** A sequence number is one octet (23.040 9.2.3.24.1). */
const MAX_SEGMENTS = 255;

const SEPTETS = Math.floor((USER_DATA_OCTETS * 8) / 7);

/** What is to be carried, before it is cut into segments. */
export interface Content {
  text?: string | undefined;
  /** Octets, or hexadecimal. */
  data?: Uint8Array | string | undefined;
  /** `data` begins with its own user data header. */
  udhi?: boolean | undefined;
  /** Default: the smallest that carries the text; 8bit for data. */
  alphabet?: Alphabet | undefined;
  /** Reference that the segments of one message share. */
  reference?: number | undefined;
  referenceBits?: 8 | 16 | undefined;
  /** More segments than this are an error; at most, and by default, 255. */
  maxParts?: number | undefined;
}

/** TP-UDHI, TP-UDL and TP-UD of one segment. */
export interface UserData {
  udhi: boolean;
  udl: number;
  octets: Uint8Array;
}

/** The alphabet that `content` is written in. Throws PduError where that one cannot say it. */
export function alphabetOf(content: Content): Alphabet {
  const { text, data, alphabet } = content;
  if ((text === undefined) === (data === undefined)) {
    throw new PduError('TP-UD', 'either text or data expected');
  }
  if (data !== undefined) {
    if (alphabet !== undefined && alphabet !== '8bit') {
      throw new PduError('TP-DCS', `text expected for ${alphabet}, got data`);
    }
    return '8bit';
  }
  if (alphabet === '8bit') {
    throw new PduError('TP-DCS', 'data expected for 8bit, got text');
  }
  return alphabet ?? (countSeptets(text!) < 0 ? '16bit' : '7bit');
}

/** Cuts `content`, to be written in `alphabet`, into the user data of one or more segments. */
export function segmentsOf(content: Content, alphabet: Alphabet): UserData[] {
  switch (alphabet) {
    case '7bit':
      return segmentsOfSeptets(content);
    case '16bit':
      return segmentsOfUcs2(content);
    case '8bit':
      return segmentsOfData(content);
  }
}

/** Ends of the segments when `length` units are cut so that each has at most `room` and `glued` pairs stay together. */
function cut(length: number, room: number, glued: (end: number) => boolean): number[] {
  const ends: number[] = [];
  for (let start = 0; start < length;) {
    let end = Math.min(start + room, length);
    if (end < length && glued(end)) {
      end--;
    }
    ends.push(end);
    start = end;
  }
  return ends;
}

/** UDHL and the concatenation element of each segment. */
function headersOf(content: Content, total: number): Uint8Array[] {
  const { reference = 0, referenceBits: bits = 8 } = content;
  if (!Number.isInteger(reference) || reference < 0 || reference >= 1 << bits) {
    throw new PduError('TP-UD', `a reference from 0 to ${(1 << bits) - 1} expected, got ${reference}`);
  }
  const most = Math.min(content.maxParts ?? MAX_SEGMENTS, MAX_SEGMENTS);
  if (total > most) {
    throw new PduError('TP-UD', `${total} segments needed, at most ${most} allowed`);
  }
  return Array.from({ length: total }, (_, index) => {
    const element = concatElement({ reference, bits, total, sequence: index + 1 });
    return Uint8Array.of(element.length, ...element);
  });
}

const headerLength = (content: Content): number => (content.referenceBits === 16 ? 7 : 6);

function segmentsOfSeptets(content: Content): UserData[] {
  const text = content.text!;
  const septets = new Uint8Array(text.length * 2);
  const count = writeSeptets(text, septets, gsm7Tables(0, 0));
  if (count < 0) {
    throw new PduError('TP-UD', `${firstNotGsm7(text)} is not in the GSM 7 bit alphabet`);
  }
  if (count <= SEPTETS) {
    const octets = new Uint8Array(packedLength(count));
    packSeptets(septets, 0, count, octets, 0);
    return [{ udhi: false, udl: count, octets }];
  }
  const taken = septetsOfHeader(headerLength(content));
  const ends = cut(count, SEPTETS - taken, (end) => escapes(septets, end));
  return headersOf(content, ends.length).map((header, index) => {
    const start = ends[index - 1] ?? 0;
    const end = ends[index]!;
    const fillBits = fillBitsAfter(header.length);
    const octets = new Uint8Array(header.length + packedLength(end - start, fillBits));
    octets.set(header);
    packSeptets(septets, start, end, octets, header.length, fillBits);
    return { udhi: true, udl: taken + end - start, octets };
  });
}

/** Whether the septet before `end` is an escape; the one after an escape never is one. */
function escapes(septets: Uint8Array, end: number): boolean {
  return septets[end - 1] === ESCAPE;
}

function firstNotGsm7(text: string): string {
  const character = Array.from(text).find((candidate) => countSeptets(candidate) < 0)!;
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `U+${code}`;
}

function segmentsOfUcs2(content: Content): UserData[] {
  const text = content.text!;
  if (text.length * 2 <= USER_DATA_OCTETS) {
    const octets = new Uint8Array(text.length * 2);
    writeUcs2(text, 0, text.length, octets, 0);
    return [{ udhi: false, udl: octets.length, octets }];
  }
  const room = (USER_DATA_OCTETS - headerLength(content)) >> 1;
  const ends = cut(text.length, room, (end) => splitsSurrogates(text, end));
  return headersOf(content, ends.length).map((header, index) => {
    const start = ends[index - 1] ?? 0;
    const end = ends[index]!;
    const octets = new Uint8Array(header.length + (end - start) * 2);
    octets.set(header);
    writeUcs2(text, start, end, octets, header.length);
    return { udhi: true, udl: octets.length, octets };
  });
}

function splitsSurrogates(text: string, end: number): boolean {
  return (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
}

function segmentsOfData(content: Content): UserData[] {
  const data = typeof content.data === 'string' ? octetsOfHex(content.data, 'TP-UD') : content.data!;
  const udhi = content.udhi ?? false;
  if (udhi && (data.length === 0 || data[0]! >= data.length)) {
    throw new PduError(
      'TP-UD',
      `a header of ${(data[0] ?? 0) + 1} octets in ${data.length} octets of user data`,
    );
  }
  if (data.length <= USER_DATA_OCTETS) {
    return [{ udhi, udl: data.length, octets: data }];
  }
  if (udhi) {
    const most = `at most ${USER_DATA_OCTETS} expected of data with its own header`;
    throw new PduError('TP-UD', `${data.length} octets given, ${most}`);
  }
  const room = USER_DATA_OCTETS - headerLength(content);
  const ends = cut(data.length, room, () => false);
  return headersOf(content, ends.length).map((header, index) => {
    const start = ends[index - 1] ?? 0;
    const octets = new Uint8Array(header.length + ends[index]! - start);
    octets.set(header);
    octets.set(data.subarray(start, ends[index]), header.length);
    return { udhi: true, udl: octets.length, octets };
  });
}
