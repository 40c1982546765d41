import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBatchData } from '../../src/eapi/batch-data';

const rowsOf = (text: string) => parseBatchData(text).rows.map((row) => Object.fromEntries(row));

describe('batch_data', () => {
  it.each<[string, string, object[]]>([
    [
      'plain values',
      'msisdn,message\n441,Hi\n442,Ho',
      [
        { msisdn: '441', message: 'Hi' },
        { msisdn: '442', message: 'Ho' },
      ],
    ],
    [
      'a byte order mark, which made the name of the first column another',
      '\u00ef\u00bb\u00bfmsisdn,message\r\n441,Hi\r\n',
      [{ msisdn: '441', message: 'Hi' }],
    ],
    ['quoted values with commas', 'msisdn,message\n"441","Hi, you"', [{ msisdn: '441', message: 'Hi, you' }]],
    ['escaped quotes', 'msisdn,message\n441,"say \\"Hi\\""', [{ msisdn: '441', message: 'say "Hi"' }]],
    ['doubled quotes', 'msisdn,message\n441,"say ""Hi"""', [{ msisdn: '441', message: 'say "Hi"' }]],
    ['a newline as backslash n', 'msisdn,message\n441,"a\\nb"', [{ msisdn: '441', message: 'a\nb' }]],
    [
      'a newline behind a backslash',
      'msisdn,message\n441,"a\\\nb"\n442,c',
      [
        { msisdn: '441', message: 'a\nb' },
        { msisdn: '442', message: 'c' },
      ],
    ],
    [
      'a backslash that escapes nothing',
      'msisdn,message\n441,C:\\temp',
      [{ msisdn: '441', message: 'C:\\temp' }],
    ],
    [
      'CR LF, empty lines and a newline at the end',
      '\r\nmsisdn,message\r\n\r\n441,Hi\r\n',
      [{ msisdn: '441', message: 'Hi' }],
    ],
    [
      'columns in another order, and empty values',
      'message,dca,msisdn\nHi,,441',
      [{ message: 'Hi', msisdn: '441' }],
    ],
    [
      'spaces around values, kept inside quotes',
      'msisdn , message\n 441 , " Hi "',
      [{ msisdn: '441', message: ' Hi ' }],
    ],
  ])('takes %s', (_what, text, rows) => expect(rowsOf(text)).toEqual(rows));

  it('skips a line with a quote never closed, and goes on with the next', () => {
    const data = parseBatchData('msisdn,message\n441,"Hi\n442,Ho\n443,a,b');
    expect(data.rows).toHaveLength(1);
    expect(data.bad).toEqual([2, 4]);
  });

  it('never fails, and reads back what was quoted', () => {
    const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&').replace(/\r?\n|\r/g, '\\n')}"`;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (garbage, text) => {
        parseBatchData(garbage);
        const [row] = parseBatchData(`msisdn,message\n441,${quote(text)}`).rows;
        expect(row?.get('message') ?? '').toBe(text.replace(/\r?\n|\r/g, '\n'));
      }),
    );
  });
});
