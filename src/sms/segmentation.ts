import { OctetBody, USER_DATA_OCTETS, type Body } from './body';
import type { Content } from './content';
import { PduError } from './error';
import type { HexWriter } from './hex';
import { concatElement, concatLength, type Concatenation } from './user-data-header';

/** A sequence number is one octet (23.040 9.2.3.24.1). */
export const MAX_SEGMENTS = 255;

/** A message cut into segments, each with its header. */
export interface Segmentation {
  body: Body;
  /** Where the units of each segment end. */
  ends: number[];
  /** User data header, UDHL first, with the sequence number of the segment last written; empty where there is none. */
  header: Uint8Array;
  /** Place of the sequence number in `header`, where there is one. */
  sequenceAt: number;
  /** TP-UDHI. */
  udhi: boolean;
  /** Units that still fit without another segment. */
  left: number;
}

/** Where the segment ends that begins at `start`, no character being cut. Throws PduError where not one fits. */
function characterEnd(body: Body, room: number, start: number): number {
  const limit = start + room;
  const end = limit < body.units ? body.characterCut(limit) : body.units;
  if (end <= start) {
    throw new PduError('TP-UD', 'the header leaves no room for the message');
  }
  return end;
}

function segmentsFrom(body: Body, room: number, start: number): number {
  let count = 0;
  for (let at = start; at < body.units; at = characterEnd(body, room, at)) {
    count++;
  }
  return count;
}

/** Ends of segments of at most `room` units; a grapheme cluster is kept whole where that costs no segment more. */
function endsOf(body: Body, room: number): { ends: number[]; left: number } {
  const ends: number[] = [];
  let last = 0;
  for (let at = 0; at < body.units; at = characterEnd(body, room, at)) {
    last = at;
    ends.push(0);
  }
  for (let index = 0, start = 0; index < ends.length; index++) {
    const end = characterEnd(body, room, start);
    const whole = end < body.units ? body.clusterCut(end) : end;
    const free = whole > start && (whole === end || segmentsFrom(body, room, whole) < ends.length - index);
    start = free ? whole : end;
    ends[index] = start;
  }
  return { ends, left: room - (body.units - last) };
}

function checkReference(reference: number, bits: 8 | 16): void {
  if (bits !== 8 && bits !== 16) {
    throw new PduError('TP-UD', `8 or 16 reference bits expected, got ${String(bits)}`);
  }
  if (!Number.isInteger(reference) || reference < 0 || reference >= 2 ** bits) {
    throw new PduError('TP-UD', `a reference from 0 to ${2 ** bits - 1} expected, got ${reference}`);
  }
}

const NO_HEADER = new Uint8Array(0);

const withLength = (elements: number[]): Uint8Array =>
  elements.length === 0 ? NO_HEADER : Uint8Array.of(elements.length, ...elements);

/** The whole content in one segment, or undefined where it does not fit. */
function single(body: Body, elements: number[], udhi: boolean): Segmentation | undefined {
  const header = withLength(elements);
  if (header.length > USER_DATA_OCTETS || body.units > body.room(header.length)) {
    return undefined;
  }
  const left = body.room(header.length) - body.units;
  return { body, ends: [body.units], header, sequenceAt: 0, udhi: udhi || header.length > 0, left };
}

/**
 * Cuts `body` as `content` asks, with `elements` (octets, without UDHL) in the header of every segment.
 * Throws PduError where that takes more than `maxParts` segments.
 */
export function segment(body: Body, content: Content, elements: number[]): Segmentation {
  const ownHeader = content.udhi === true && body instanceof OctetBody;
  const whole = single(body, elements, ownHeader);
  if (whole) {
    return whole;
  }
  if (ownHeader) {
    const room = body.room(elements.length);
    throw new PduError(
      'TP-UD',
      `${body.units} octets given, at most ${room} expected of data with its own header`,
    );
  }
  const { reference = 0, referenceBits: bits = 8, maxParts = MAX_SEGMENTS } = content;
  checkReference(reference, bits);
  const room = body.room(1 + concatLength(bits) + elements.length);
  const { ends, left } = endsOf(body, room);
  const total = ends.length;
  const most = Math.min(maxParts, MAX_SEGMENTS);
  if (total > most) {
    throw new PduError('TP-UD', `${total} segments needed, at most ${most} allowed`);
  }
  const concat: Concatenation = { reference, bits, total, sequence: 1 };
  const first = concatElement(concat);
  return {
    body,
    ends,
    header: withLength([...first, ...elements]),
    sequenceAt: first.length,
    udhi: true,
    left,
  };
}

/** Writes TP-UDL and TP-UD of the segment `index` (from 0). */
export function writeSegment(segmentation: Segmentation, index: number, writer: HexWriter): void {
  const { body, ends, header, sequenceAt } = segmentation;
  const start = index === 0 ? 0 : ends[index - 1]!;
  const end = ends[index]!;
  if (sequenceAt > 0) {
    header[sequenceAt] = index + 1;
  }
  writer.octet(body.lengthOf(end - start, header.length));
  writer.octets(header);
  body.write(start, end, writer, header.length);
}
