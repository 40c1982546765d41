import { describe, expect, it } from 'vitest';
import { clusterStart, SINGLE_UNITS } from '../../../src/sms/alphabet/clusters';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const clusters = (text: string) => Array.from(segmenter.segment(text)).length;

describe('SINGLE_UNITS', () => {
  it.each(SINGLE_UNITS)('join neither what is before nor what is behind them: %#', (first, last) => {
    const joining: string[] = [];
    for (let unit = first; unit <= last; unit++) {
      const character = String.fromCharCode(unit);
      if (clusters(`a${character}a`) !== 3) joining.push(unit.toString(16));
    }
    expect(joining).toEqual([]);
  });
});

describe('clusterStart', () => {
  it.each([
    ['между букв', 'да', 1, 1],
    ['CR LF', 'a\r\nb', 2, 1],
    ['a combining mark', 'ае\u0301', 2, 1],
    ['a family', 'a👨‍👩‍👧b', 5, 1],
    ['a flag', '🇬🇧🇩🇪', 6, 4],
    ['Hangul', '\u1112\u1161\u11ab', 2, 0],
    ['the end', 'ab', 2, 2],
  ])('%s', (_, text, index, start) => {
    expect(clusterStart(text, index)).toBe(start);
  });
});
