/** Made when first needed: it takes milliseconds. */
let segmenter: Intl.Segmenter | undefined;

const CR = 0x0d;
const LF = 0x0a;

/**
 * First and last UTF-16 unit of blocks without a mark, a joiner, or a letter of Hangul: but for CR LF, a grapheme
 * cluster ends with each of them. Latin and IPA; Greek and Cyrillic up to its marks; the rest of Cyrillic and Armenian;
 * punctuation; currency signs; Han.
 */
export const SINGLE_UNITS: readonly (readonly [first: number, last: number])[] = [
  [0x0000, 0x02ff],
  [0x0370, 0x0482],
  [0x048a, 0x058f],
  [0x2010, 0x2027],
  [0x20a0, 0x20cf],
  [0x4e00, 0x9fff],
];

const isSingle = (unit: number): boolean =>
  SINGLE_UNITS.some(([first, last]) => unit >= first && unit <= last);

/** Where the grapheme cluster begins that a cut of `text` at `index` would break; `index` where it breaks none. */
export function clusterStart(text: string, index: number): number {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  if (isSingle(before) && isSingle(after)) {
    return before === CR && after === LF ? index - 1 : index;
  }
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return segmenter.segment(text).containing(index)?.index ?? index;
}
