import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arguments } from '../../../hardware/virtual-modem/at/arguments';
import { bodyOf, CommandLineReader, parseCommands } from '../../../hardware/virtual-modem/at/at-parser';
import { cme } from '../../../hardware/virtual-modem/at/results';

const namesOf = (body: string): string[] => parseCommands(body).map(({ name, form }) => `${name} ${form}`);

describe('parseCommands', () => {
  it.each([
    ['', []],
    ['E0V1&F', ['E set', 'V set', '&F execute']],
    ['E', ['E execute']],
    ['+CMEE=1;+CREG=2', ['+CMEE set', '+CREG set']],
    ['E0+CMEE=1;&C1', ['E set', '+CMEE set', '&C set']],
    ['+CREG?;+CPMS=?', ['+CREG read', '+CPMS test']],
    ['+cgmi', ['+CGMI execute']],
    ['^CURC=0', ['^CURC set']],
    ['S0=1', ['S set']],
    ['S7?', ['S read']],
    [' I ; H ', ['I execute', 'H execute']],
  ])('splits %j', (body, expected) => {
    expect(namesOf(body)).toEqual(expected);
  });

  it('keeps a semicolon within quotation marks', () => {
    expect(parseCommands('+CUSD=1,"*1;2#";I').map(({ argument }) => argument)).toEqual(['1,"*1;2#"', '']);
  });

  it('makes one unknown command of what it cannot read', () => {
    expect(parseCommands('E0?!')).toMatchObject([{ name: 'E' }, { name: '?!' }]);
  });

  it('takes the whole of any line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (body) => {
        const texts = parseCommands(body).map(({ text }) => text);
        expect(texts.join('').replace(/[\s;]/g, '')).toBe(body.replace(/[\s;]/g, ''));
      }),
    );
  });
});

describe('bodyOf', () => {
  it('finds AT behind noise, and nothing where there is none', () => {
    expect(bodyOf('\xff?at+CSQ')).toBe('+CSQ');
    expect(bodyOf('0791447758')).toBeUndefined();
  });
});

describe('CommandLineReader', () => {
  it('keeps a line to its limit, whatever comes', () => {
    const reader = new CommandLineReader();
    for (let octet = 0; octet < 100_000; octet++) {
      reader.push(0x41);
    }
    expect(reader.line.length).toBeLessThan(2000);
    expect(reader.overrun).toBe(true);
  });

  it('takes back a character at a backspace', () => {
    const reader = new CommandLineReader();
    for (const character of 'ATX\bI') {
      reader.push(character.charCodeAt(0));
    }
    expect(reader.line).toBe('ATI');
  });
});

describe('Arguments', () => {
  const read = (text: string): Arguments => new Arguments(text, () => cme(50));

  it('reads numbers, strings and what was left out', () => {
    const args = read('2,,"a,b",1');
    expect([args.count, args.integer(0, 0, 3), args.integer(1, 0, 3, 7), args.string(2)]).toEqual([
      4,
      2,
      7,
      'a,b',
    ]);
    expect(args.has(1)).toBe(false);
  });

  it.each(['', 'x', '4', '-1', '1.5', '"1"'])('refuses %j as a number from 0 to 3', (text) => {
    expect(() => read(text).integer(0, 0, 3)).toThrow('+CME ERROR: 50');
  });
});
