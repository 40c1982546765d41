import { describe, expect, it } from 'vitest';
import { decodePdu, encodeSubmit } from '../../../src/sms';
import type { NetworkRule } from '../../../hardware/virtual-modem';
import { quietHost, submitPdu, type Host } from './host';

const BOB = '+447700900222';

function pair(...rules: NetworkRule[]): { alice: Host; bob: Host } {
  const alice = quietHost({}, { rules, reportDelay: 100 });
  const bob = quietHost({ network: alice.network, number: BOB });
  alice.ask('AT+CNMI=2,2,0,1');
  bob.ask('AT+CNMI=2,2,0,1');
  return { alice, bob };
}

const texts = (heard: string): unknown[] =>
  [...heard.matchAll(/\+CMT: ,\d+\r\n([0-9A-F]+)/g)].map(
    ([, pdu]) => decodePdu(pdu!, { direction: 'mt' }).text,
  );

const statuses = (heard: string): unknown[] =>
  [...heard.matchAll(/\+CDS: \d+\r\n([0-9A-F]+)/g)].map(([, pdu]) => {
    const report = decodePdu(pdu!, { direction: 'mt' });
    return 'status' in report ? report.status : undefined;
  });

const toBob = (text: string) => submitPdu({ to: BOB, text, statusReport: true });

describe('the network', () => {
  it('rejects a message, and the reference is not used up', async () => {
    const { alice, bob } = pair({ to: '+4477009002*', nth: 1, do: 'reject', cause: 38 });
    expect(alice.send(toBob('one'))).toBe('\r\n+CMS ERROR: 38\r\n');
    expect(alice.send(toBob('two'))).toContain('+CMGS: 0');
    await alice.clock.advance(100);
    expect(texts(bob.heard())).toEqual(['two']);
    expect(alice.network.accepted).toHaveLength(1);
  });

  it('loses a message that it took, and says nothing', async () => {
    const { alice, bob } = pair({ nth: 1, do: 'lose' });
    expect(alice.send(toBob('one'))).toContain('+CMGS: 0');
    await alice.clock.advance(1000);
    expect(bob.heard() + alice.heard()).toBe('');
    expect(alice.network.accepted).toHaveLength(1);
  });

  it('delivers a message twice', async () => {
    const { alice, bob } = pair({ do: 'double' });
    alice.send(toBob('one'));
    await alice.clock.advance(0);
    expect(texts(bob.heard())).toEqual(['one', 'one']);
  });

  it('lets the parts of a long message change places', async () => {
    const { alice, bob } = pair({ nth: 1, do: 'delay', ms: 5000 });
    encodeSubmit({ to: BOB, text: 'a'.repeat(160) + 'b'.repeat(40), reference: 1 }).forEach((part) =>
      alice.send(part),
    );
    await alice.clock.advance(0);
    expect(texts(bob.heard())).toEqual(['a'.repeat(7) + 'b'.repeat(40)]);
    await alice.clock.advance(5000);
    expect(texts(bob.heard())).toEqual(['a'.repeat(153)]);
  });

  it('reports what a rule says, and as often', async () => {
    const { alice } = pair(
      { nth: 1, do: 'report', status: 0x46 },
      { nth: 2, do: 'report', copies: 0 },
      { nth: 3, do: 'report', copies: 2 },
    );
    const reports: unknown[] = [];
    for (const text of ['one', 'two', 'three']) {
      alice.send(toBob(text));
      alice.heard();
      await alice.clock.advance(100);
      reports.push(statuses(alice.heard()));
    }
    expect(reports).toEqual([[0x46], [], [0, 0]]);
  });

  it('treats what it delivers itself the same way', () => {
    const { alice, bob } = pair({ from: '+447700900777', do: 'lose' });
    alice.network.deliver(BOB, { from: '+447700900777', text: 'lost' });
    alice.network.deliver(BOB, { from: '+447700900778', text: 'heard' });
    expect(texts(bob.heard())).toEqual(['heard']);
    alice.network.rules.clear();
    alice.network.deliver(BOB, { from: '+447700900777', text: 'heard now' });
    expect(texts(bob.heard())).toEqual(['heard now']);
  });

  it('names its service centre in what it delivers', () => {
    const { alice, bob } = pair();
    alice.network.deliver(BOB, { from: '+447700900777', text: 'hello' });
    expect(bob.heard()).toContain('0791447700090000');
  });
});
