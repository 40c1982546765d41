import { describe, expect, it } from 'vitest';
import type { MessageState, MessageView } from '../../../src/submission/view';
import { judge, type Sent, type Truth } from './verdict';

const TO = '447700000001';

const view = (state: MessageState, reason: string | null = null, numberOfParts = 1) =>
  ({ to: TO, numberOfParts, route: { state, reason } }) as MessageView;

const verdictOf = (onDoubt: Sent['onDoubt'], shown: MessageView[], truth: Partial<Truth> = {}) =>
  judge([{ to: TO, onDoubt }], { gateway: [], modem: [], ...truth }, shown);

const segment = (sequence: number) => ({ to: TO, sequence });

describe('the verdict sees', () => {
  it.each<[string, Sent['onDoubt'], MessageView[], Partial<Truth>, RegExp]>([
    ['a message that vanished', 'hold', [], {}, /not in the outbox/],
    [
      'a message that is there twice',
      'hold',
      [view('submitted'), view('submitted')],
      { gateway: [TO] },
      /2 times/,
    ],
    ['one that nobody took', 'hold', [view('submitted')], {}, /not taken, and shown as submitted/],
    [
      'one of which a segment is missing',
      'resend',
      [view('submitted', null, 2)],
      { modem: [segment(1)] },
      /not taken/,
    ],
    [
      'one taken twice by one path',
      'hold',
      [view('submitted')],
      { modem: [segment(1), segment(1)] },
      /taken twice/,
    ],
    [
      'one taken by both paths',
      'hold',
      [view('inDoubt')],
      { gateway: [TO], modem: [segment(1)] },
      /taken twice/,
    ],
    ['a double that is not said', 'resend', [view('submitted')], { gateway: [TO, TO] }, /no word of it/],
    ['a resend that was left in doubt', 'resend', [view('inDoubt')], {}, /left in doubt/],
    [
      'one that was taken and is called failed',
      'hold',
      [view('failed', 'x')],
      { gateway: [TO] },
      /shown as failed/,
    ],
    [
      'one that nobody asked for',
      'hold',
      [view('submitted')],
      { gateway: [TO, '1'] },
      /^1: taken, and never asked for/,
    ],
  ])('%s', (_, onDoubt, shown, truth, words) => {
    expect(verdictOf(onDoubt, shown, truth).broken).toEqual([expect.stringMatching(words)]);
  });
});

it('the verdict takes no offence at a doubt that is shown, and at a double that is said', () => {
  expect(verdictOf('hold', [view('inDoubt')], { gateway: [TO] })).toMatchObject({
    broken: [],
    inDoubt: 1,
    inDoubtTaken: 1,
  });
  const said = view('submitted', 'possibly sent twice: an earlier try was in doubt');
  expect(verdictOf('resend', [said], { gateway: [TO, TO] })).toMatchObject({ broken: [], twiceResend: 1 });
});
