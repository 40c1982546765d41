import { alphabetOf, segmentsOf } from './segments';
import type { Alphabet } from './dcs';

/** What a text costs. */
export interface SegmentCount {
  alphabet: Alphabet;
  segments: number;
}

/** Counts the segments of `text` in `alphabet`, by default in the smallest that carries it. Throws PduError as encodeSubmit does. */
export function countSegments(text: string, alphabet?: Alphabet): SegmentCount {
  const chosen = alphabetOf({ text, alphabet });
  return { alphabet: chosen, segments: segmentsOf({ text }, chosen).length };
}
