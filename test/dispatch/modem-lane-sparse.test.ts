import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../hardware/virtual-modem';
import { job, setUp } from './virtual-lane';

/** What the dialogue asks that a modem can send without. */
const OPTIONAL = [
  'E0',
  '+CMEE',
  '+CGMI',
  '+CGMM',
  '+CGMR',
  '+CGSN',
  '+CREG',
  '+CEREG',
  '+COPS',
  '+CSMS',
  '+CNMI',
  '+CNMA',
  '+CPMS',
  '+CMGL',
  '+CSQ',
];

const WAYS: readonly [string, (command: string) => FaultRule][] = [
  ['refuses', (command) => ({ command, do: 'refuse', error: 'ERROR' })],
  ['refuses by +CME ERROR: 100', (command) => ({ command, do: 'refuse', error: '+CME ERROR: 100' })],
  ['never answers', (command) => ({ command, at: 'command', do: 'lose' })],
];

/** Two messages, one of several segments with a status report, on a modem with these faults. */
async function submitOn(faults: FaultRule[]) {
  const { lane, network, ready, outcome, clock, stop } = await setUp({
    modem: { faults },
  });
  await ready();
  const outcomes = [
    await outcome(lane.submit(job(1))),
    await outcome(lane.submit(job(2, 'x'.repeat(200), true))),
  ];
  await clock.advance(200_000);
  const { condition } = lane;
  await stop();
  const { accepted } = network;
  return { kinds: outcomes.map(({ kind }) => kind), accepted, condition };
}

describe.each(WAYS)('a modem that %s', (_, fault) => {
  it.each(OPTIONAL)('%s is used all the same', async (command) => {
    const { kinds, accepted, condition } = await submitOn([fault(command)]);
    expect(kinds).toEqual(['accepted', 'accepted']);
    expect(accepted).toHaveLength(3);
    expect(condition).toMatch(/^ready: /);
  });

  it('all that it can send without is used all the same', async () => {
    const { kinds, accepted, condition } = await submitOn(OPTIONAL.map(fault));
    expect(kinds).toEqual(['accepted', 'accepted']);
    expect(accepted).toHaveLength(3);
    expect(condition).toBe('ready: registration not told by the modem, operator unknown, signal unknown');
  });
});

describe('what a modem cannot send without', () => {
  it('is named: PDU mode', async () => {
    const { lane, until, stop } = await setUp({
      modem: { faults: [{ command: '+CMGF', do: 'refuse', error: 'ERROR' }] },
    });
    await until(() => lane.condition.startsWith('PDU mode is needed, and AT+CMGF=0 was answered by ERROR; '));
    await stop();
  });

  it('is named: a SIM that never is ready', async () => {
    const { lane, until, stop } = await setUp({
      modem: { faults: [{ command: '+CPIN', do: 'refuse', error: 'ERROR' }] },
    });
    await until(() => lane.condition === 'waiting for the SIM: AT+CPIN? was answered by ERROR');
    await until(() => lane.condition.startsWith('the SIM is not ready: AT+CPIN? was answered by ERROR; '));
    await stop();
  });

  it('is named: a network', async () => {
    const { lane, until, stop } = await setUp({ prepare: (modem) => modem.setRegistration(2) });
    await until(() => lane.condition.startsWith('not registered for long (searching, +CREG 2); '), 700_000);
    await stop();
  });
});
