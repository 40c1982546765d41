import { segmentContent } from './content';
import type { Alphabet } from './dcs';

/** What a text costs, as an input field shows it. */
export interface SegmentCount {
  alphabet: Alphabet;
  segments: number;
  /** Septets or UCS2 units that the text takes. */
  units: number;
  /** Units that still fit without another segment. */
  left: number;
}

/**
 * Counts the segments of `text` in `alphabet`, by default in the smallest that carries it.
 * Throws PduError where the alphabet cannot carry it, and above 255 segments.
 */
export function countSegments(text: string, alphabet?: Alphabet): SegmentCount {
  const { body, cuts, left } = segmentContent({ text, alphabet });
  return { alphabet: body.alphabet, segments: cuts.length + 1, units: body.units, left };
}
