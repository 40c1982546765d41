import { describe, expect, it } from 'vitest';
import { judgeFailure } from '../../src/dispatch/modem-errors';

const cms = (code: number) => judgeFailure({ kind: 'CMS', code, text: `+CMS ERROR: ${code}` });
const cme = (code: number) => judgeFailure({ kind: 'CME', code, text: `+CME ERROR: ${code}` });

describe('what a final result code means', () => {
  it.each([1, 8, 21, 28, 29, 30, 50, 69, 81, 95, 96, 97, 98, 99, 111, 304, 305])(
    'CMS %i is the message, for good',
    (code) =>
      expect(cms(code)).toMatchObject({
        refusal: { kind: 'refused', what: 'message', permanent: true, code: `CMS ${code}` },
        doubtful: false,
      }),
  );

  it.each([310, 312, 313, 315, 316, 317, 318])('CMS %i is the SIM, until somebody does something', (code) =>
    expect(cms(code)).toMatchObject({ refusal: { what: 'path', permanent: true }, doubtful: false }),
  );

  it.each([310, 311, 313, 331, 332])(
    'CMS %i: whether the modem can send at all has to be looked at',
    (code) => expect(cms(code).unfit).toBe(true),
  );

  it.each([28, 38, 304, 314, 500])('CMS %i says nothing of the modem itself', (code) =>
    expect(cms(code).unfit).toBe(false),
  );

  it('a SIM that lost its PIN to a brown-out cost the message', () => {
    expect(cms(311)).toMatchObject({ refusal: { what: 'path', permanent: false }, doubtful: false });
    expect(cme(11)).toMatchObject({ refusal: { what: 'path', permanent: false }, doubtful: false });
    const text = '+CMS ERROR: SIM PIN required';
    expect(judgeFailure({ kind: 'CMS', text })).toMatchObject({ refusal: { permanent: false }, unfit: true });
  });

  it.each([38, 41, 42, 47, 192, 194, 314, 515])('CMS %i says not now', (code) =>
    expect(cms(code)).toMatchObject({ refusal: { what: 'path', permanent: false }, doubtful: false }),
  );

  it.each([300, 331, 332, 500, 512, 513, 9999])('CMS %i does not tell what became of the message', (code) =>
    expect(cms(code)).toMatchObject({ refusal: { what: 'path', permanent: false }, doubtful: true }),
  );

  it.each([
    [14, false, false],
    [10, true, false],
    [31, false, true],
    [100, false, true],
  ])('CME %i: permanent %s, doubtful %s', (code, permanent, doubtful) =>
    expect(cme(code)).toMatchObject({ refusal: { what: 'path', permanent, code: `CME ${code}` }, doubtful }),
  );

  it.each([
    ['+CMS ERROR: invalid input value', 'message', true, false, 'CMS invalid input value'],
    ['+CMS ERROR: SIM busy', 'path', false, false, 'CMS SIM busy'],
    ['+CMS ERROR: network timeout', 'path', false, true, 'CMS network timeout'],
    ['+CMS ERROR: gremlins', 'path', false, true, 'CMS gremlins'],
  ])('reads %s', (text, what, permanent, doubtful, code) =>
    expect(judgeFailure({ kind: 'CMS', text })).toMatchObject({
      refusal: { what, permanent, code },
      doubtful,
    }),
  );

  it.each([
    ['+CMS ERROR: Network out of order', 'path', false],
    ['+CMS ERROR: Short message transfer rejected', 'message', true],
    ['+CMS ERROR: Unassigned (unallocated) number', 'message', true],
    ['+CMS ERROR: Resources unavailable, unspecified', 'path', false],
    ['+CMS ERROR: SMSC address unknown', 'path', true],
    ['+CME ERROR: emergency calls only', 'path', true],
  ])('%s: a refusal in the words of the specification was doubt', (text, what, permanent) =>
    expect(judgeFailure({ kind: text.startsWith('+CME') ? 'CME' : 'CMS', text })).toMatchObject({
      refusal: { what, permanent },
      doubtful: false,
    }),
  );

  it.each(['+CMS ERROR: unknown error', '+CMS ERROR: no network service', '+CME ERROR: no network service'])(
    '%s: stays doubt',
    (text) =>
      expect(judgeFailure({ kind: text.startsWith('+CME') ? 'CME' : 'CMS', text })).toMatchObject({
        doubtful: true,
      }),
  );

  it('learns nothing from a plain ERROR', () =>
    expect(judgeFailure({ kind: 'ERROR', text: 'ERROR' })).toMatchObject({
      refusal: { what: 'path', permanent: false, code: 'ERROR' },
      doubtful: true,
    }));

  it('takes every other code below 256 for an answer of the network', () =>
    expect(cms(224)).toMatchObject({ refusal: { what: 'path', permanent: false }, doubtful: false }));
});
