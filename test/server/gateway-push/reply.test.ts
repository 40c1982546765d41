import { describe, expect, it } from 'vitest';
import { NOW } from '../support';
import { createPushHarness, pushReply } from './support';

describe('a reply that the EAPI pushes was refused, and so lost for good', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'with half a surrogate pair',
      { dca: '16bit', message: '0061D83D0062' },
      { alphabet: '16bit', body: 'a\uFFFDb' },
    ],
    ['with a whole one', { dca: '16bit', message: 'D83DDE00' }, { alphabet: '16bit', body: '😀' }],
    ['of octets without a header', { dca: '8bit', message: 'ff00' }, { alphabet: '8bit', body: 'FF00' }],
    [
      'of the octets of several parts',
      { dca: '8bit', message: '00'.repeat(141) },
      { alphabet: '8bit', body: '00'.repeat(141) },
    ],
    ['without a sender', { sender: '' }, { sender: '', body: 'Yes' }],
    ['without a text', { message: '', dca: '8bit' }, { alphabet: '8bit', body: '' }],
  ])('%s', async (_what, changes, expected) => {
    const harness = createPushHarness();
    expect(await pushReply(harness, changes)).toBe(200);
    expect(harness.news).toMatchObject([expected]);
  });

  it('but what is no reply at all still is refused', async () => {
    const harness = createPushHarness();
    expect(await pushReply(harness, { msg_id: '' })).toBe(400);
    expect(await pushReply(harness, { dca: '8bit', message: 'xy' })).toBe(400);
    expect(harness.news).toEqual([]);
  });
});

describe('the time and the source_id of a reply that the EAPI pushes', () => {
  it('were dropped: the time is one of the zone of the gateway', async () => {
    const harness = createPushHarness('Europe/Berlin');
    await pushReply(harness, { received_time: '26-07-01 12:00:05', source_id: 'zone 4' });
    expect(harness.news).toMatchObject([{ receivedAt: Date.UTC(2026, 6, 1, 10, 0, 5), sourceId: 'zone 4' }]);
  });

  it.each(['', '26-01-01', '26-13-01 00:00:00', 'yesterday'])(
    'are now, and none, where they are not given: %o',
    async (time) => {
      const harness = createPushHarness();
      expect(await pushReply(harness, { received_time: time, source_id: '' })).toBe(200);
      expect(harness.news).toMatchObject([{ receivedAt: NOW }]);
      expect(harness.news[0]).not.toHaveProperty('sourceId');
    },
  );
});
