import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeForm, parseForm } from '../../src/eapi/form';

const read = (form: string) => Object.fromEntries(parseForm(form).parameters);

describe('a form as clients write it', () => {
  it.each([
    ['percent-encoded', 'a=%41%c3&b=x%20y+z', { a: 'A\xc3', b: 'x y z' }],
    ['raw spaces and bytes', 'a=x y\xe9=z&b=1', { a: 'x y\xe9=z', b: '1' }],
    ['an invalid percent sign', 'a=100%&b=%zz%4', { a: '100%', b: '%zz%4' }],
    ['an empty value and none', 'a=&b', { a: '', b: '' }],
    ['nothing between separators', '&&a=1&&=2&', { a: '1' }],
    ['nothing at all', '', {}],
  ])('reads %s', (_what, form, expected) => {
    expect(read(form)).toEqual(expected);
  });

  it('says which parameter was given twice and keeps the first', () => {
    const form = parseForm('a=1&b=2&a=3&b=4');
    expect(form.repeated).toBe('a');
    expect(form.parameters.get('a')).toBe('1');
  });

  it('ignores parameters without a name in the list, even given twice', () => {
    const form = parseForm('other=1&a=2&other=3', new Set(['a']));
    expect(form).toEqual({ parameters: new Map([['a', '2']]) });
  });

  it('writes ASCII, and a question mark for what ISO-8859-1 lacks', () => {
    expect(encodeForm([['a b', 'é&=+%\u20ac']])).toBe('a+b=%E9%26%3D%2B%25%3F');
  });

  it('reads back what it wrote', () => {
    const latin1 = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(latin1, latin1), { selector: ([name]) => name }), (pairs) => {
        const named = pairs.filter(([name]) => name !== '');
        expect([...parseForm(encodeForm(named)).parameters]).toEqual(named);
      }),
    );
  });

  it('reads any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const value of parseForm(Buffer.from(bytes).toString('latin1')).parameters.values()) {
          expect(Buffer.from(value, 'latin1').toString('latin1')).toBe(value);
        }
      }),
    );
  });
});
