import { describe, expect, it } from 'vitest';
import { formatAnswer, parseAnswer, printable } from '../../src/eapi/answer';
import { codeFacts } from '../../src/eapi/codes';

describe('an answer line', () => {
  it('has two pipes always and no newline', () => {
    expect(formatAnswer({ code: 0, description: 'IN_PROGRESS', batchId: 30430 })).toBe('0|IN_PROGRESS|30430');
    expect(formatAnswer({ code: 24, description: 'msisdn: a|b\r\nc\xe9' })).toBe('24|msisdn: a?b??c?|');
  });

  it.each([
    ['0|IN_PROGRESS|30430', { code: 0, description: 'IN_PROGRESS', batchId: 30430 }],
    ['1|SCHEDULED|7\r\n', { code: 1, description: 'SCHEDULED', batchId: 7 }],
    ['0||5\n', { code: 0, description: '', batchId: 5 }],
    [
      '23|invalid credentials (username was: john)|',
      { code: 23, description: 'invalid credentials (username was: john)' },
    ],
    ['201|too many', { code: 201, description: 'too many' }],
    // features are added within a version: what is not known is not looked at
    ['0|IN_PROGRESS|7|7.5', { code: 0, description: 'IN_PROGRESS', batchId: 7 }],
    ['0|IN_PROGRESS|7|7.5|a\n', { code: 0, description: 'IN_PROGRESS', batchId: 7 }],
    ['24|a|b|c|', { code: 24, description: 'a' }],
    [' 0|IN_PROGRESS|7\n\n', { code: 0, description: 'IN_PROGRESS', batchId: 7 }],
  ])('reads %j', (line, answer) => {
    expect(parseAnswer(line)).toEqual(answer);
  });

  it.each(['', '0', '0|IN_PRO', '24', '<html>|a|b', '0|IN_PROGRESS|abc', '0|a|x|2', '0000|a|1', 'x|a|'])(
    'takes %j for no whole answer',
    (line) => {
      expect(parseAnswer(line)).toBeUndefined();
    },
  );

  it('cuts text from outside', () => {
    expect(printable('a'.repeat(100), 5)).toBe('aaaaa...');
  });
});

describe('the codes', () => {
  it.each([
    [22, 'path', true, false],
    [23, 'path', true, false],
    [24, 'message', true, true],
    [25, 'path', true, false],
    [26, 'path', false, false],
    [27, 'path', true, false],
    [28, 'path', false, false],
    [40, 'path', false, false],
    [201, 'message', true, true],
    [99, 'path', true, false],
  ])('%i refuses the %s, permanently %s, settling doubt %s', (code, what, permanent, settlesDoubt) => {
    expect(codeFacts(code)).toMatchObject({ outcome: 'refused', what, permanent, settlesDoubt });
  });

  it.each([0, 1])('%i accepts', (code) => {
    expect(codeFacts(code)).toMatchObject({ outcome: 'accepted' });
  });
});
