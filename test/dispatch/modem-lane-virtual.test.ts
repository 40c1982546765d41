import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../hardware/virtual-modem';
import type { Outcome } from '../../src/submission/outcome';
import { ANSWER_TIMEOUT, job, numberOf, setUp } from './virtual-lane';

describe('a modem lane on the virtual modem', () => {
  it('submits, takes the status reports, and acknowledges them', async () => {
    const { modem, lane, network, reports, ready, outcome, until, stop } = await setUp();
    await ready();
    const long = job(1, 'x'.repeat(400), true);
    expect(await outcome(lane.submit(long))).toMatchObject({ kind: 'accepted' });
    await until(() => reports.length === 3);
    expect(modem.received.match(/AT\+CNMA\r/g)).toHaveLength(3);
    expect(network.accepted.map(({ concat }) => concat?.sequence)).toEqual([1, 2, 3]);
    await stop();
  });

  it('takes messages', async () => {
    const { modem, network, messages, ready, until, stop } = await setUp();
    await ready();
    network.deliver(modem.number, { from: '+447700900999', text: 'hello' });
    await until(() => messages.length === 1);
    await stop();
  });

  it('takes what was stored while nobody listened', async () => {
    const { messages, ready, stop } = await setUp({
      prepare: (modem, network) => network.deliver(modem.number, { from: '+447700900999', text: 'early' }),
    });
    await ready();
    expect(messages).toHaveLength(1);
    await stop();
  });

  it('submits 300 messages in a row, each once, over the wrap of the reference', async () => {
    const { clock, lane, network, ready, stop } = await setUp();
    await ready();
    const outcomes = Array.from({ length: 300 }, (_, id) => lane.submit(job(id)));
    await clock.advance(60_000);
    expect((await Promise.all(outcomes)).every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(network.accepted.map(({ to }) => to)).toEqual(outcomes.map((_, id) => numberOf(id)));
    await stop();
  });

  it.each([true, false])(
    'comes up where a crash left the modem at the prompt (ESC aborts: %s)',
    async (escapeAborts) => {
      const { lane, network, ready, outcome, stop } = await setUp({
        modem: { dialect: { escapeAborts } },
        prepare: (modem) => modem.write('AT+CMGS=20\r'),
      });
      await ready();
      expect(network.accepted).toEqual([]);
      expect(await outcome(lane.submit(job(1)))).toMatchObject({ kind: 'accepted' });
      await stop();
    },
  );

  it('enters the PIN once', async () => {
    const { modem, ready, stop } = await setUp({ modem: { pin: '1234' }, pin: '1234' });
    await ready();
    expect(modem.received.match(/AT\+CPIN="1234"/g)).toHaveLength(1);
    await stop();
  });

  it('is blocked by a wrong PIN, never tries it again, and says why', async () => {
    const { clock, modem, lane, until, stop } = await setUp({ modem: { pin: '1234' }, pin: '0000' });
    await until(() => lane.condition.includes('PIN'));
    await clock.advance(3_600_000);
    expect(lane.condition).toMatch(/the SIM did not take the configured PIN .*; it is not tried again/);
    expect(modem.received.match(/AT\+CPIN="/g)).toHaveLength(1);
    await stop();
  });

  it('waits for the registration', async () => {
    const { clock, modem, lane, ready, stop } = await setUp({ prepare: (modem) => modem.setRegistration(2) });
    await clock.advance(20_000);
    expect(lane.ready).toBe(false);
    expect(lane.condition).toMatch(/not registered \(searching/);
    modem.setRegistration(1);
    await ready();
    expect(lane.condition).toMatch(/^ready: \+CREG 1, operator Virtual Network, signal \d+ of 31 /);
    await stop();
  });

  it('recovers a modem that hangs until its power was cut, at last', async () => {
    const { clock, modem, lane, ready, outcome, until, stop } = await setUp();
    await ready();
    modem.hang();
    expect(await outcome(lane.submit(job(1)))).toMatchObject({ kind: 'notSubmitted', code: 'TIMEOUT' });
    await until(() => !lane.ready);
    await clock.advance(300_000);
    modem.powerOff();
    modem.powerOn();
    await ready();
    expect(await outcome(lane.submit(job(2)))).toMatchObject({ kind: 'accepted' });
    await stop();
  });

  const CASES: readonly [
    string,
    FaultAction & { at?: 'command' | 'submit' | 'answer' },
    Outcome['kind'],
    number,
  ][] = [
    ['no prompt comes', { do: 'lose', at: 'command' }, 'notSubmitted', 0],
    ['the PDU is lost', { do: 'lose', at: 'submit' }, 'inDoubt', 0],
    ['the answer is lost', { do: 'lose', at: 'answer' }, 'inDoubt', 1],
    ['the answer is late', { do: 'delay', ms: ANSWER_TIMEOUT + 150, at: 'answer' }, 'inDoubt', 1],
    ['the modem refuses before the prompt', { do: 'refuse', error: 'CMS 302', at: 'command' }, 'refused', 0],
    ['the network refuses', { do: 'refuse', error: 'CMS 28' }, 'refused', 0],
    ['the network took it and says time-out', { do: 'refuse', error: 'CMS 332', at: 'answer' }, 'inDoubt', 1],
    ['the modem reboots before the prompt', { do: 'reboot', at: 'command' }, 'notSubmitted', 0],
    ['the modem reboots with the PDU', { do: 'reboot', at: 'submit' }, 'inDoubt', 0],
    ['the modem reboots before it answers', { do: 'reboot', at: 'answer' }, 'inDoubt', 1],
    [
      'the modem is unplugged before the prompt',
      { do: 'unplug', replugAfter: 5_000, at: 'command' },
      'notSubmitted',
      0,
    ],
    [
      'the modem is unplugged before it answers',
      { do: 'unplug', replugAfter: 5_000, at: 'answer' },
      'inDoubt',
      1,
    ],
    [
      'indications come before the prompt',
      { do: 'indicate', lines: ['RING', '^RSSI:3'], at: 'command' },
      'accepted',
      1,
    ],
    [
      'indications come before the answer',
      { do: 'indicate', lines: ['+CREG: 1', '+ZDONR: 1'] },
      'accepted',
      1,
    ],
    ['a second prompt comes', { do: 'inject', octets: '\r\n> ' }, 'accepted', 1],
    ['noise comes', { do: 'inject', octets: '\0\0\xff\xfe\r\n' }, 'accepted', 1],
  ];

  it.each(CASES)('when %s', async (_what, fault, kind, took) => {
    const { lane, modem, network, ready, outcome, stop } = await setUp();
    await ready();
    modem.faults.add({ ...fault, nth: 1 });
    const first = lane.submit(job(1));
    expect((await outcome(first)).kind).toBe(kind);
    expect(network.accepted).toHaveLength(took);
    await ready();
    expect((await outcome(lane.submit(job(2)))).kind).toBe('accepted');
    expect(network.accepted.filter(({ to }) => to === numberOf(2))).toHaveLength(1);
    await stop();
  });

  it('tells the truth about every message, whatever goes wrong', async () => {
    const at = fc.constantFrom('command' as const, 'submit' as const, 'answer' as const);
    const action: fc.Arbitrary<FaultAction> = fc.oneof(
      fc.record({
        do: fc.constant('refuse' as const),
        error: fc.constantFrom('CMS 38', 'CMS 500', 'ERROR', 'CME 14'),
      }),
      fc.constant<FaultAction>({ do: 'lose' }),
      fc.record({ do: fc.constant('delay' as const), ms: fc.constantFrom(50, 9_000, 25_000) }),
      fc.record({
        do: fc.constant('indicate' as const),
        lines: fc.constant<string[]>(['RING', '+CMTI: "SM",-1', '^BOOT:1']),
      }),
      fc.record({
        do: fc.constant('inject' as const),
        octets: fc.constantFrom('\r\n> ', '\r\nOK\r\n', 'x', '\0\xff'),
      }),
      fc.record({ do: fc.constant('unplug' as const), replugAfter: fc.constant(3_000) }),
      fc.constant<FaultAction>({ do: 'reboot' }),
    );
    const rule = fc.tuple(action, at, fc.integer({ min: 1, max: 8 }));
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { maxLength: 4 }), async (rules) => {
        const { lane, modem, network, settled, ready, outcome, stop } = await setUp({
          network: { networkDelay: 20 },
        });
        const timesTaken = (id: number) => network.accepted.filter(({ to }) => to === numberOf(id)).length;
        await ready();
        // an error that is made up after the network took the message is no refusal: only those before are the truth
        for (const [fault, phase, nth] of rules) {
          modem.faults.add({
            ...fault,
            at: fault.do === 'refuse' && phase === 'answer' ? 'submit' : phase,
            nth,
          });
        }
        for (let id = 1; id <= 6; id++) {
          await ready();
          const result = await outcome(lane.submit(job(id, 'x', id % 2 === 0)));
          const taken = timesTaken(id);
          if (result.kind === 'accepted') expect(taken).toBe(1);
          else if (result.kind === 'inDoubt') expect(taken).toBeLessThanOrEqual(1);
          else expect(taken).toBe(0);
        }
        await stop();
        for (const id of settled) expect(timesTaken(id)).toBe(1);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
