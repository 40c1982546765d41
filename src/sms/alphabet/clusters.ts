/** Made when first needed: it takes milliseconds. */
let segmenter: Intl.Segmenter | undefined;

/** Below the first combining mark only CR LF makes one cluster of two characters. */
const FIRST_COMBINING = 0x300;

/** Where the grapheme cluster begins that a cut of `text` at `index` would break; `index` where it breaks none. */
export function clusterStart(text: string, index: number): number {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  if (before < FIRST_COMBINING && after < FIRST_COMBINING) {
    return before === 0x0d && after === 0x0a ? index - 1 : index;
  }
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return segmenter.segment(text).containing(index)?.index ?? index;
}
