import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodePdu,
  encodeDeliver,
  encodeSubmit,
  Reassembler,
  type DeliverOptions,
  type Incomplete,
  type Part,
} from '../../src/sms';

const SCTS = '2026-01-31T12:00:00+00:00';

const partsOf = (options: Partial<DeliverOptions> = {}) =>
  encodeDeliver({ from: '+447700900001', text: 'x'.repeat(400), scts: SCTS, reference: 7, ...options }).map(
    ({ pdu }) => decodePdu(pdu, { direction: 'mt' }) as Part,
  );

const [first, second, third] = partsOf() as [Part, Part, Part];

describe('Reassembler', () => {
  it('hands on a message of one part as it comes', () => {
    const [single] = partsOf({ text: 'alone' });
    expect(new Reassembler().add(single!, 0)).toMatchObject({
      text: 'alone',
      concat: undefined,
      parts: [single],
    });
  });

  it('a second SMS-SUBMIT of the same words was taken for a repeat: TP-MR tells them apart', () => {
    const reassembler = new Reassembler();
    const sent = (messageReference: number, now: number) =>
      encodeSubmit({ to: '+447700900001', text: 'x'.repeat(200), messageReference })
        .flatMap(({ pdu }) => reassembler.add(decodePdu(pdu, { direction: 'mo' }) as Part, now) ?? [])
        .map(({ parts }) => parts.length);
    expect([sent(1, 0), sent(1, 1), sent(3, 2), sent(5, 3)]).toEqual([[2], [], [2], [2]]);
  });

  it('takes parts in any order, each any number of times', () => {
    const order = fc.shuffledSubarray([0, 1, 2, 0, 1, 2, 0, 1, 2], { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(order, fc.constantFrom(8 as const, 16 as const), (places, referenceBits) => {
        const text = 'a'.repeat(152) + 'b'.repeat(152) + 'c';
        const parts = partsOf({ text, referenceBits });
        const reassembler = new Reassembler();
        const whole = places.flatMap((place) => reassembler.add(parts[place % parts.length]!, 0) ?? []);
        expect(whole.map((message) => message.text)).toEqual([text]);
      }),
    );
  });

  it.each([
    ['senders', { from: '+447700900002' }],
    ['types of number', { from: '447700900001' }],
    ['widths of reference', { referenceBits: 16 as const }],
    ['totals', { text: 'x'.repeat(300) }],
  ])('keeps two %s with the same reference apart', (_, other) => {
    const reassembler = new Reassembler();
    const others = partsOf({ text: 'y'.repeat(400), ...other });
    reassembler.add(first, 0);
    others.slice(0, -1).forEach((part) => reassembler.add(part, 0));
    reassembler.add(second, 0);
    expect(reassembler.add(others.at(-1)!, 0)?.parts).toEqual(others);
    expect(reassembler.add(third, 0)?.text).toBe('x'.repeat(400));
  });

  it('joins a surrogate pair that a sender split', () => {
    const [a, b] = partsOf({ text: 'я'.repeat(100) });
    const reassembler = new Reassembler();
    reassembler.add({ ...b!, text: '\udea8.' }, 0);
    expect(reassembler.add({ ...a!, text: 'x\ud83d' }, 0)?.text).toBe('x🚨.');
  });

  it('joins data', () => {
    const parts = partsOf({ text: undefined, data: new Uint8Array(200).fill(0xab) });
    const reassembler = new Reassembler();
    reassembler.add(parts[1]!, 0);
    expect(reassembler.add(parts[0]!, 0)).toMatchObject({ data: 'AB'.repeat(200), text: undefined });
  });

  it('ignores a part that the service centre repeats after the message is complete', () => {
    const reassembler = new Reassembler();
    [first, second, third].forEach((part) => reassembler.add(part, 0));
    expect(reassembler.add(second, 1)).toBeUndefined();
    const anew = partsOf({ text: 'z'.repeat(400) });
    expect(anew.map((part) => reassembler.add(part, 2)?.text)).toEqual([
      undefined,
      undefined,
      'z'.repeat(400),
    ]);
  });

  it('takes the same words under the same reference, sent anew, for a new message', () => {
    const reassembler = new Reassembler();
    [first, second, third].forEach((part) => reassembler.add(part, 0));
    const later = partsOf({ scts: '2026-01-31T13:00:00+00:00' });
    expect(later.map((part) => reassembler.add(part, 1) !== undefined)).toEqual([false, false, true]);
  });

  it('begins anew where a part differs from the one in its place, and reports the old one', () => {
    const given: Incomplete[] = [];
    const reassembler = new Reassembler({ onIncomplete: (message) => given.push(message) });
    reassembler.add(first, 0);
    const anew = partsOf({ text: 'z'.repeat(400) });
    expect(anew.map((part) => reassembler.add(part, 1)?.text)).toEqual([
      undefined,
      undefined,
      'z'.repeat(400),
    ]);
    expect(given).toEqual([
      { address: '+447700900001', concat: { reference: 7, bits: 8, total: 3 }, parts: [first] },
    ]);
  });

  it('gives up what misses a part for too long, counted from the last one that came', () => {
    const given: Incomplete[] = [];
    const reassembler = new Reassembler({ expiry: 100, onIncomplete: (message) => given.push(message) });
    reassembler.add(first, 0);
    reassembler.add(second, 90);
    reassembler.expire(189);
    expect(given).toEqual([]);
    reassembler.expire(190);
    expect(given.map(({ parts }) => parts)).toEqual([[first, second]]);
    expect(reassembler.held).toBe(0);
    expect(reassembler.add(third, 191)).toBeUndefined();
  });

  it('never holds more parts than allowed, whoever sends them', () => {
    let lost = 0;
    const reassembler = new Reassembler({ maxParts: 300, onIncomplete: () => lost++ });
    for (let sender = 0; sender < 1000; sender++) {
      reassembler.add({ ...first, address: String(sender) }, 0);
      expect(reassembler.held).toBeLessThanOrEqual(300);
    }
    expect(lost).toBe(700);
  });
});
