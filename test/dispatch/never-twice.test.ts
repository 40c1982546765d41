import { describe, expect, it } from 'vitest';
import type { FaultAction, FaultRule } from '../../hardware/virtual-modem';
import { ANSWER_TIMEOUT, startModemPath } from './modem-path';

const TO = '447700900123';
const LONG = 'Zone 3 is open. '.repeat(20);
const GIVE_UP_AFTER = 90_000;
/** Longer than messages are tried for, and than late answers come. */
const LONG_ENOUGH = 120_000;

const PHASES = ['command', 'submit', 'answer', 'final'] as const;

/** What can leave open whether the network took a message. */
const DOUBTS: readonly FaultAction[] = [
  { do: 'lose' },
  { do: 'delay', ms: ANSWER_TIMEOUT + 3_000 },
  { do: 'delay', ms: 3 * ANSWER_TIMEOUT },
  { do: 'reboot' },
  { do: 'unplug', replugAfter: 5_000 },
  { do: 'truncate', keep: 4 },
  { do: 'double' },
  { do: 'replace', lines: [] },
  { do: 'refuse', error: 'CMS 332' },
  { do: 'refuse', error: 'CMS 500' },
  { do: 'refuse', error: 'ERROR' },
  { do: 'garbage', count: 5_000 },
  { do: 'inject', octets: '\r\nOK\r\n' },
  { do: 'inject', octets: '\r\n> ' },
];

const RULES = DOUBTS.flatMap((action) => PHASES.map((at): FaultRule => ({ ...action, at, nth: 1 })));

/** How often the host wrote each PDU whole, its Ctrl-Z behind it. */
function writes(bytes: string): Map<string, number> {
  const counts = new Map<string, number>();
  // TP-MR and TP-VP may differ from one writing to the next: the segment is told by its user data
  for (const [, pdu] of bytes.matchAll(/([0-9A-F]{40,})\x1a/g)) {
    const segment = pdu!.slice(40);
    counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}

const refusedAtOnce = ({ at, do: what }: FaultRule) => what === 'refuse' && at === 'command';

describe.each([
  ['one segment', 'Zone 3'],
  ['three segments', LONG],
])('%s, onDoubt: hold', (_, text) => {
  it.each(RULES.map((rule) => [JSON.stringify(rule), rule] as const))(
    'nothing is written again behind its Ctrl-Z: %s',
    async (_name, rule) => {
      const { accept, clock, network, virtual, queue, stop } = await startModemPath([
        { name: 'stick', faults: [rule] },
      ]);
      const id = await accept(TO, text, { onDoubt: 'hold', giveUpAfter: GIVE_UP_AFTER });
      await clock.advance(LONG_ENOUGH);
      const { state } = queue.show(id)!.route;
      expect(['submitted', 'inDoubt', 'failed', 'expired']).toContain(state);
      const most = Math.max(0, ...writes(virtual[0]!.received).values());
      expect(most, state).toBeLessThanOrEqual(1);
      const segments = network.accepted.map(({ concat }) => concat?.sequence ?? 1);
      expect(new Set(segments).size).toBe(segments.length);
      if (state === 'submitted') expect(segments).toHaveLength(text === LONG ? 3 : 1);
      if (refusedAtOnce(rule)) expect(segments.length).toBeGreaterThan(0);
      await stop();
    },
  );
});

describe('onDoubt: resend', () => {
  it.each(RULES.map((rule) => [JSON.stringify(rule), rule] as const))(
    'nothing is lost, and what may be double says so: %s',
    async (_name, rule) => {
      const { accept, clock, network, queue, stop } = await startModemPath([
        { name: 'stick', faults: [rule] },
      ]);
      const id = await accept(TO, 'Zone 3', { onDoubt: 'resend', giveUpAfter: GIVE_UP_AFTER });
      await clock.advance(LONG_ENOUGH);
      const { state, reason } = queue.show(id)!.route;
      expect(state).toBe('submitted');
      expect(network.accepted.length).toBeGreaterThanOrEqual(1);
      if (network.accepted.length > 1) expect(reason).toMatch(/twice/);
      await stop();
    },
  );
});
