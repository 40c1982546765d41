import { OctetBody, type Body } from './body';
import type { Content } from './content';
import { PduError } from './error';
import type { HexWriter } from './hex-writer';
import { concatElement, concatLength } from './user-data-header';

/** A sequence number is one octet (23.040 9.2.3.24.1). */
export const MAX_SEGMENTS = 255;

/** A message cut into segments, each with its header. */
export interface Segmentation {
  body: Body;
  /** Where one segment ends and the next begins; empty where all is in one. */
  cuts: readonly number[];
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

/** Cuts into segments of at most `room` units; a grapheme cluster is kept whole where that costs no segment more. */
function cutsOf(body: Body, room: number): { cuts: number[]; left: number } {
  const cuts: number[] = [];
  let last = 0;
  for (let end = characterEnd(body, room, 0); end < body.units; end = characterEnd(body, room, end)) {
    last = end;
    cuts.push(end);
  }
  for (let index = 0, start = 0; index < cuts.length; index++) {
    const end = characterEnd(body, room, start);
    const whole = body.clusterCut(end);
    const free = whole > start && (whole === end || segmentsFrom(body, room, whole) <= cuts.length - index);
    start = free ? whole : end;
    cuts[index] = start;
  }
  return { cuts, left: room - (body.units - last) };
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

const NO_CUTS: readonly number[] = [];

const withLength = (elements: readonly number[]): Uint8Array =>
  elements.length === 0 ? NO_HEADER : Uint8Array.of(elements.length, ...elements);

/** The whole content in one segment, or undefined where it does not fit. */
function single(body: Body, elements: readonly number[], udhi: boolean): Segmentation | undefined {
  const header = withLength(elements);
  const left = body.room(header.length) - body.units;
  return left < 0
    ? undefined
    : { body, cuts: NO_CUTS, header, sequenceAt: 0, udhi: udhi || header.length > 0, left };
}

/**
 * Cuts `body` as `content` asks, with `elements` (octets, without UDHL) in the header of every segment.
 * Throws PduError where that takes more than `maxParts` segments.
 */
export function segment(body: Body, content: Content, elements: readonly number[]): Segmentation {
  const ownHeader = content.udhi === true && body instanceof OctetBody;
  return single(body, elements, ownHeader) ?? concatenated(body, content, elements, ownHeader);
}

function concatenated(
  body: Body,
  content: Content,
  elements: readonly number[],
  ownHeader: boolean,
): Segmentation {
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
  const { cuts, left } = cutsOf(body, room);
  const total = cuts.length + 1;
  const most = Math.min(maxParts, MAX_SEGMENTS);
  if (total > most) {
    throw new PduError('TP-UD', `${total} segments needed, at most ${most} allowed`);
  }
  const concat = concatElement({ reference, bits, total, sequence: 1 });
  return {
    body,
    cuts,
    header: withLength([...concat, ...elements]),
    sequenceAt: concat.length,
    udhi: true,
    left,
  };
}

/** Writes TP-UDL and TP-UD of the segment `index` (from 0). */
export function writeSegment(segmentation: Segmentation, index: number, writer: HexWriter): void {
  const { body, cuts, header, sequenceAt } = segmentation;
  const start = index === 0 ? 0 : cuts[index - 1]!;
  const end = index < cuts.length ? cuts[index]! : body.units;
  writer.octet(body.lengthOf(end - start, header.length));
  if (cuts.length > 0) {
    header[sequenceAt] = index + 1;
  }
  if (header.length > 0) {
    writer.octets(header);
  }
  body.write(start, end, writer, header.length);
}
