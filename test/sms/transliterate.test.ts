import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSegments, isGsm7, transliterate } from '../../src/sms';

describe('transliterate', () => {
  it.each([
    ['“Zażółć” – łódź…', '"Zazolc" - lodz...'],
    ['café', 'café'],
    ['cafe\u0301', 'café'],
    ['smørrebrød, Œuvre, Straße', 'smørrebrød, OEuvre, Straße'],
    ['no\u00a0break\u200b', 'no break'],
    ['½ €', '1/2 €'],
  ])('writes %j as %j', (text, written) => {
    expect(transliterate(text).text).toBe(written);
  });

  it('says what it changed, and where', () => {
    expect(transliterate('a“łé').replacements).toEqual([
      { index: 1, from: '“', to: '"' },
      { index: 2, from: 'ł', to: 'l' },
    ]);
  });

  it('changes nothing where a character is like none', () => {
    expect(transliterate('“Дверь”')).toEqual({ text: '“Дверь”', replacements: [] });
  });

  it('is never asked for by default', () => {
    expect(countSegments('“x”').alphabet).toBe('16bit');
  });

  it('ends in the GSM 7 bit alphabet or where it began, and its replacements tell all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const changed = transliterate(text);
        expect(changed.text === text || isGsm7(changed.text)).toBe(true);
        let again = '';
        let at = 0;
        for (const { index, from, to } of changed.replacements) {
          again += text.slice(at, index) + to;
          at = index + from.length;
        }
        expect(again + text.slice(at)).toBe(changed.text);
      }),
    );
  });
});
