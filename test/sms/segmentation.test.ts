import { describe, expect, it } from 'vitest';
import { decodePdu, encodeSubmit, type SubmitOptions } from '../../src/sms';

const partsOf = (options: Omit<SubmitOptions, 'to'>) =>
  encodeSubmit({ to: '+447700900001', ...options }).map(({ pdu }) => decodePdu(pdu));

const lengths = (options: Omit<SubmitOptions, 'to'>) =>
  partsOf(options).map(({ text, data }) => text?.length ?? data!.length / 2);

const port = { iei: 5, data: '0B8423F0' };

describe('segmentation', () => {
  it.each<[string, Omit<SubmitOptions, 'to'>, number[]]>([
    ['nothing', { text: '' }, [0]],
    ['160 septets', { text: 'x'.repeat(160) }, [160]],
    ['161 septets', { text: 'x'.repeat(161) }, [153, 8]],
    ['306 septets', { text: 'x'.repeat(306) }, [153, 153]],
    ['161 septets with a long reference', { text: 'x'.repeat(161), referenceBits: 16 }, [152, 9]],
    ['70 units', { text: 'я'.repeat(70) }, [70]],
    ['71 units', { text: 'я'.repeat(71) }, [67, 4]],
    ['71 units with a long reference', { text: 'я'.repeat(71), referenceBits: 16 }, [66, 5]],
    ['140 octets', { data: new Uint8Array(140) }, [140]],
    ['141 octets', { data: new Uint8Array(141) }, [134, 7]],
    ['141 octets with a long reference', { data: new Uint8Array(141), referenceBits: 16 }, [133, 8]],
    ['an escape at the cut', { text: 'x'.repeat(152) + '€' + 'x'.repeat(10) }, [152, 11]],
    ['an escape before the cut', { text: 'x'.repeat(151) + '€' + 'x'.repeat(10) }, [152, 10]],
    ['a surrogate pair at the cut', { text: 'я'.repeat(66) + '👍' + 'я'.repeat(9) }, [66, 11]],
    ['a cluster at the cut', { text: 'я'.repeat(64) + '👍🏽' + 'я'.repeat(9) }, [64, 13]],
    ['CR LF at the cut', { text: 'x'.repeat(152) + '\r\n' + 'x'.repeat(10) }, [152, 12]],
    ['a cluster that would cost a segment', { text: 'я'.repeat(66) + 'e\u0301' + 'я'.repeat(66) }, [67, 67]],
    ['a cluster longer than a segment', { text: 'a' + '\u0301'.repeat(80) }, [67, 14]],
    ['elements that share the room', { text: 'x'.repeat(153), elements: [port] }, [146, 7]],
    ['elements without concatenation', { text: 'x'.repeat(152), elements: [port] }, [152]],
  ])('of %s', (_, options, expected) => {
    expect(lengths(options)).toEqual(expected);
  });

  it('puts elements into every segment and the concatenation before them', () => {
    const parts = partsOf({ text: 'я'.repeat(80), elements: [port], reference: 5 });
    expect(parts.map(({ udh }) => udh)).toEqual([
      [{ iei: 0, data: '050201' }, port],
      [{ iei: 0, data: '050202' }, port],
    ]);
  });

  it('refuses elements that leave no room', () => {
    expect(() => partsOf({ text: 'я', elements: [{ iei: 5, data: '00'.repeat(137) }] })).toThrow(/^TP-UD: /);
  });

  it.each<[string, SubmitOptions['languages'], string, number]>([
    ['ş'.repeat(80), undefined, '16bit', 2],
    ['ş'.repeat(80), [2], '16bit', 2],
    ['ş'.repeat(80), [1], '7bit', 1],
    ['ş'.repeat(80), 'any', '7bit', 1],
    ['ş'.repeat(60), 'any', '16bit', 1],
    ['x'.repeat(80), 'any', '7bit', 1],
    ['я'.repeat(80), 'any', '16bit', 2],
    ['अ'.repeat(150), 'any', '7bit', 1],
  ])('of %s with the languages %j takes %s', (text, languages, alphabet, count) => {
    const parts = partsOf({ text, languages });
    expect(parts.map((part) => part.text).join('')).toBe(text);
    expect(parts[0]).toMatchObject({ alphabet });
    expect(parts).toHaveLength(count);
  });

  it('knows that Spanish has no locking shift table', () => {
    expect(() => partsOf({ text: 'x', locking: 2 })).toThrow(
      'TP-UD: no national language 2 with a locking shift table',
    );
  });
});

describe('grapheme clusters', () => {
  const texts = (text: string) => encodeSubmit({ to: '1', text }).map(({ pdu }) => decodePdu(pdu).text);
  const family = '👨\u200d👩\u200d👧';

  it('are kept whole where a segment has room to spare', () => {
    const text = 'x'.repeat(64) + family + 'y'.repeat(20);
    expect(texts(text)).toEqual(['x'.repeat(64), `${family}${'y'.repeat(20)}`]);
  });

  it('are cut where to keep them would cost a segment, and only there', () => {
    const text = 'x'.repeat(64) + family + 'y'.repeat(134 - 64 - family.length);
    const [first, second, ...more] = texts(text);
    expect(more).toEqual([]);
    expect(first! + second!).toBe(text);
    expect(first).toHaveLength(67);
  });

  it('longer than a segment do not keep the others from being whole', () => {
    const tower = `e${'\u0301'.repeat(70)}`;
    const text = `${'x'.repeat(64)}${family}${'y'.repeat(50)}я${tower}`;
    expect(texts(text)[0]).toBe('x'.repeat(64));
  });
});
