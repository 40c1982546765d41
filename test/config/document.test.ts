import { describe, expect, it } from 'vitest';
import { problemsOf } from './problems';

const MINIMAL = `accounts:
  - { username: panel, password: secret }
modems:
  - { name: stick, port: /dev/ttyUSB0 }
`;

describe('the YAML of a configuration', () => {
  it('a key that is written twice was told without its name, and nothing else was told', () => {
    expect(problemsOf(`${MINIMAL}data: a.db\nlisten: nowhere\ndata: b.db\n`)).toEqual([
      'c.yaml:6: listen: expected HOST:PORT such as 127.0.0.1:5567, got "nowhere"',
      'c.yaml:7: data: written twice, first in line 5',
    ]);
    expect(problemsOf(MINIMAL.replace('port:', 'name: again, port:'))).toEqual([
      'c.yaml:4: modems.0.name: written twice, first in line 4',
    ]);
  });

  it('of a group written twice, once in quotes, the first was lost without a word', () => {
    expect(problemsOf(`${MINIMAL}groups:\n  "7": ["447700900001"]\n  7: ["447700900002"]\n`)).toEqual([
      'c.yaml:7: groups.7: written twice, first in line 6',
    ]);
  });

  it('aliases that grow beyond measure ended the command without file and line', () => {
    const tenfold = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(of).join(', ')}]\n`;
    const bomb = tenfold('a', 'x') + tenfold('b', '*a') + tenfold('c', '*b') + tenfold('d', '*c');
    expect(problemsOf(MINIMAL + bomb)).toEqual([
      'c.yaml:7: c: aliases (*) repeat too much, expected at most 100 values from them',
    ]);
    const users = Array.from({ length: 101 }, (_, i) => `  "${i + 2}": *all\n`).join('');
    expect(problemsOf(`${MINIMAL}groups:\n  "1": &all ["447700900001"]\n${users}`)).toEqual([
      'c.yaml:6: groups: aliases (*) repeat too much, expected at most 100 values from them',
    ]);
  });

  it('an alias of nothing ended the command without file and line', () => {
    expect(problemsOf(`${MINIMAL}policies:\n  alarm: { giveUpAfter: *hour }\n`)).toEqual([
      'c.yaml:6: policies.alarm.giveUpAfter: no anchor (&hour) stands before this alias',
    ]);
  });

  it('an alias stands for what its anchor marks', () => {
    expect(problemsOf(`${MINIMAL}groups: { "1": &all ["447700900001"], "2": *all }\n`)).toEqual([]);
  });

  it('lists without an end and keys that are lists are told in words', () => {
    expect(problemsOf(`data: ${'['.repeat(20_000)}`)).toEqual([
      'c.yaml:1: lists or maps are nested too deep',
    ]);
    expect(problemsOf(`${MINIMAL}[a, b]: c\n`)).toEqual([
      'c.yaml:5: expected a text as key, got a list or a map',
    ]);
  });
});
