import { isGsm7 } from './alphabet/gsm7';

/** One character, or a base with its combining marks, that was written otherwise. */
export interface Replacement {
  /** Where in the text as given, in UTF-16 units. */
  index: number;
  from: string;
  to: string;
}

export interface Transliteration {
  text: string;
  /** What was changed, in order; empty where nothing was. */
  replacements: Replacement[];
}

/** Likenesses that Unicode does not know as decompositions. */
const LIKENESSES = new Map(
  [
    ['‘’‚‛′`´ʼ', "'"],
    ['“”„‟″«»', '"'],
    ['‹', '<'],
    ['›', '>'],
    ['‐‑‒–—―−', '-'],
    ['\t\u2028\u2029', ' '],
    ['\u200b\u200c\u200d\u2060\ufeff\u00ad', ''],
    ['•·∙', '*'],
    ['\u2044', '/'],
    ['×', 'x'],
    ['÷', ':'],
    ['©', '(c)'],
    ['®', '(r)'],
    ['°', 'o'],
    ['ł', 'l'],
    ['Ł', 'L'],
    ['đð', 'd'],
    ['ĐÐ', 'D'],
    ['ħ', 'h'],
    ['Ħ', 'H'],
    ['ŧ', 't'],
    ['Ŧ', 'T'],
    ['ı', 'i'],
    ['œ', 'oe'],
    ['Œ', 'OE'],
    ['þ', 'th'],
    ['Þ', 'Th'],
  ].flatMap(([characters, to]) => Array.from(characters!, (character) => [character, to!] as const)),
);

/** A character with the marks that follow it. */
const MARKED = /\P{M}\p{M}*|\p{M}+/gu;

const MARKS = /\p{M}/gu;

/** What `character` is written as in the GSM 7 bit alphabet; undefined where there is nothing like it. */
function likeness(character: string): string | undefined {
  const composed = character.normalize('NFC');
  const bare = composed.normalize('NFKD').replace(MARKS, '');
  const candidates = [
    composed,
    LIKENESSES.get(composed),
    bare,
    Array.from(bare, (c) => LIKENESSES.get(c) ?? c).join(''),
  ];
  return candidates.find((candidate) => candidate !== undefined && isGsm7(candidate));
}

/**
 * Writes `text` with characters of the GSM 7 bit alphabet and says what it changed: `é` stays, `“` becomes `"`, `ł`
 * becomes `l`. Where a character is like none of them nothing is changed, as the text then goes as UCS2 anyway.
 */
export function transliterate(text: string): Transliteration {
  if (isGsm7(text)) {
    return { text, replacements: [] };
  }
  const replacements: Replacement[] = [];
  let written = '';
  for (const { 0: from, index } of text.matchAll(MARKED)) {
    const to = isGsm7(from) ? from : likeness(from);
    if (to === undefined) {
      return { text, replacements: [] };
    }
    if (to !== from) {
      replacements.push({ index, from, to });
    }
    written += to;
  }
  return { text: written, replacements };
}
