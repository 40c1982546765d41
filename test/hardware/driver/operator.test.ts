import { expect, it } from 'vitest';
import { readOperator } from '../../../hardware/driver/operator';

it.each([
  ['0,0,"ACME Mobile",7', 'ACME Mobile'],
  ['0,2,"26201",7', '26201'],
  ['0,0,"A, B"', 'A, B'],
  ['0', null],
  ['0,0,"",7', null],
])('AT+COPS? answered by %j names %j', (values, name) => {
  expect(readOperator([{ values }])).toBe(name);
});

it('no answer names none', () => expect(readOperator(undefined)).toBeNull());

it('an operator was shown in hexadecimal after gammu had left the modem in AT+CSCS="UCS2"', () => {
  expect(readOperator([{ values: '0,0,"004100430414",7' }])).toBe('ACД');
});
