import { describe, expect, it } from 'vitest';
import { createModemInbox } from '../../src/inbox/from-modem';
import type { Received } from '../../src/inbox/message';
import { encodeDeliver } from '../../src/sms';
import { silentLogger } from '../support/silent-logger';

const TEXT = 'Zone 3 is open. '.repeat(25);

const pdusOf = (text: string, from = '+447700900001', reference = 7) =>
  encodeDeliver({ from, text, reference, scts: new Date(Date.UTC(2026, 0, 1)) }).map(({ pdu }) => pdu);

function start() {
  const kept: string[] = [];
  const stored: Received[] = [];
  const take = createModemInbox({
    keep: async (_modem, pdu) => void kept.push(pdu),
    recent: () => kept,
    store: async (received) => {
      if (!stored.some(({ key }) => key === received.key)) stored.push(received);
    },
    logger: silentLogger,
    now: () => Date.UTC(2030, 0, 1),
  });
  return { kept, stored, take: (pdu: string) => take(pdu, 'stick') };
}

describe('a received message', () => {
  it('of one part is stored at once, with the time of the service centre', async () => {
    const { take, stored } = start();
    await take(pdusOf('Hi')[0]!);
    expect(stored).toMatchObject([
      { sender: '+447700900001', alphabet: '7bit', body: 'Hi', receivedAt: Date.UTC(2026, 0, 1) },
    ]);
  });

  it('is joined from parts in any order, doubled ones among them, and beside those of another sender', async () => {
    const { take, stored } = start();
    const [first, second, third] = pdusOf(TEXT) as [string, string, string];
    const others = pdusOf(TEXT.toUpperCase(), '+447700900002');
    for (const pdu of [third, others[0]!, third, first, others[2]!, second, others[1]!]) await take(pdu);
    expect(stored.map(({ sender, body }) => [sender, body])).toEqual([
      ['+447700900001', TEXT],
      ['+447700900002', TEXT.toUpperCase()],
    ]);
  });

  it('that comes twice is stored once', async () => {
    const { take, stored } = start();
    for (const pdu of [...pdusOf(TEXT), ...pdusOf(TEXT)]) await take(pdu);
    expect(stored).toHaveLength(1);
  });

  it('of 8bit keeps its header, as a submission would have it', async () => {
    const { take, stored } = start();
    const [{ pdu }] = encodeDeliver({
      from: '+447700900001',
      alphabet: '8bit',
      udhi: true,
      data: '0605040B8423F0DC0601AE',
      scts: new Date(Date.UTC(2026, 0, 1)),
    }) as unknown as [{ pdu: string }];
    await take(pdu);
    expect(stored).toMatchObject([{ alphabet: '8bit', body: '0605040B8423F0DC0601AE' }]);
  });

  it('that cannot be read is kept as it came', async () => {
    const { take, kept, stored } = start();
    await take('00FF');
    expect(kept).toEqual(['00FF']);
    expect(stored).toEqual([]);
  });
});
