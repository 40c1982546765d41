import { describe, expect, it } from 'vitest';
import { createPushHarness, pushWebhook } from './support';

const received = (changes: object = {}) => ({
  id: '9',
  type: 'RECEIVED',
  from: '447700900001',
  to: '447700900100',
  body: 'Ok',
  ...changes,
});

describe('a webhook with a message that is odd', () => {
  it.each<[string, unknown]>([
    ['a type of its own', received({ type: 'SOMETHING' })],
    ['no id', received({ id: undefined })],
    ['null for an id', received({ id: null })],
    ['BINARY that is not hexadecimal', received({ encoding: 'BINARY', body: 'Hello!' })],
    ['a number for a message', 7],
  ])('takes the others: %s', async (_what, odd) => {
    const harness = createPushHarness();
    expect(await pushWebhook(harness, [received({ id: '8' }), odd, received({ id: '10' })])).toBe(200);
    expect(harness.news).toMatchObject([{ key: '8' }, { key: '10' }]);
    expect(harness.log.join()).toMatch(/left out what a webhook has that cannot be read: message 1, /);
  });

  it('and with nothing else is refused', async () => {
    const harness = createPushHarness();
    expect(await pushWebhook(harness, [7, received({ type: 'x' })])).toBe(400);
    expect(await pushWebhook(harness, {})).toBe(400);
    expect(await pushWebhook(harness, [])).toBe(200);
    expect(harness.news).toEqual([]);
  });
});

describe('a message of a webhook was refused, and so lost for good', () => {
  it.each<[string, object, object]>([
    ['with null for an encoding', { encoding: null }, { alphabet: '7bit', body: 'Ok' }],
    ['with objects for addresses', { from: { type: 'INTERNATIONAL', address: '447' } }, { sender: '447' }],
    ['with a number for an address', { from: 447700900001 }, { sender: '447700900001' }],
    ['to a repliable address', { to: { type: 'REPLIABLE' } }, { recipient: '' }],
    ['with a number for the message it refers to', { relatedSentMessageId: 5 }, { batch: '5' }],
    ['with half a surrogate pair', { encoding: 'UNICODE', body: 'a\ud83d' }, { body: 'a\uFFFD' }],
    ['with an odd date', { submission: { date: 7 } }, { body: 'Ok' }],
    ['BINARY', { encoding: 'BINARY', body: '0100ff' }, { alphabet: '8bit', body: '0100FF' }],
  ])('%s', async (_what, changes, expected) => {
    const harness = createPushHarness();
    expect(await pushWebhook(harness, [received(changes)])).toBe(200);
    expect(harness.news).toMatchObject([expected]);
  });
});

describe('a status of a webhook before our client has stored the answer', () => {
  const delivered = (id: string) => ({ id, type: 'SENT', status: { type: 'DELIVERED' } });

  it('was confirmed and lost: it is to be told again, and what else came with it is taken', async () => {
    const harness = createPushHarness();
    expect(await pushWebhook(harness, [delivered('5'), delivered('30430'), received()])).toBe(503);
    expect(harness.news).toMatchObject([{ key: '9' }, { batch: '5' }, { batch: '30430', status: 11 }]);
    expect(await pushWebhook(harness, [delivered('30430'), received()])).toBe(200);
  });

  it('of somebody else on the same account at the gateway would come again for two days', async () => {
    expect(await pushWebhook(createPushHarness(), [delivered('6')])).toBe(200);
  });

  it('is not asked for again where it says nothing new', async () => {
    const harness = createPushHarness();
    expect(await pushWebhook(harness, [{ ...delivered('5'), status: { type: 'ACCEPTED' } }])).toBe(200);
    expect(await pushWebhook(harness, [{ ...delivered('5'), status: null }])).toBe(200);
  });
});
