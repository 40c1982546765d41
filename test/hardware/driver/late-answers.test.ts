import { describe, expect, it } from 'vitest';
import { ReferenceLedger } from '../../../hardware/driver/reference-ledger';
import { SimulatedClock } from '../../support/simulated-clock';
import { openDriver, PDU, submit } from '../opened-driver';
import { ScriptedPort } from '../scripted-port';

/** Opened, with TP-MR 6 as the last one known, and an exchange given up that would have been 7. */
async function afterLostAnswer() {
  const port = new ScriptedPort().answer('AT+CMGS=16', '\r\n> ').answer(`${PDU}\x1a`, '+CMGS: 6\r\n\r\nOK');
  const opened = await openDriver(port);
  const { clock, driver } = opened;
  await submit(opened);
  port.answer(`${PDU}\x1a`, '');
  const lost = await submit(opened);
  lost.exchange.abandon();
  const synchronised = driver.synchronise();
  await clock.advance(1_000);
  await synchronised;
  return { ...opened, port };
}

describe('after an answer that did not come', () => {
  it('the next message takes its own reference, known by the count', async () => {
    const opened = await afterLostAnswer();
    opened.port.answer(`${PDU}\x1a`, '+CMGS: 8\r\n\r\nOK');
    const { events } = await submit(opened);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 8 });
  });

  it('the late +CMGS was credited to the next message, which was still to be answered', async () => {
    const opened = await afterLostAnswer();
    const { events } = await submit(opened);
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(5_000);
    expect(events.at(-1)).toMatchObject({ type: 'PDU_WRITTEN' });
    opened.port.say('\r\n+CMGS: 8\r\n\r\nOK\r\n');
    await opened.clock.advance(10);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 8 });
  });

  it('an answer that may be the late one counts once no other has come for a while', async () => {
    const opened = await afterLostAnswer();
    const { events } = await submit(opened);
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(15_000);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 7 });
  });

  it('the late error refused the next message', async () => {
    const opened = await afterLostAnswer();
    const { events } = await submit(opened);
    opened.port.say('\r\n+CMS ERROR: 21\r\n');
    await opened.clock.advance(5_000);
    expect(events.at(-1)).toMatchObject({ type: 'PDU_WRITTEN' });
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(10);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 7 });
  });

  it('an error before the prompt submits nothing, and refuses nothing either', async () => {
    const opened = await afterLostAnswer();
    opened.port.answer('AT+CMGS=16', '+CMS ERROR: 21');
    const { events } = await submit(opened);
    expect(events.at(-1)).toMatchObject({
      type: 'LOST',
      detail: expect.stringMatching(/late answer/) as string,
    });
    expect(opened.port.written.at(-1)).toBe('AT+CMGS=16');
  });

  it('a late answer between two messages settles the account', async () => {
    const opened = await afterLostAnswer();
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(2_000);
    opened.port.answer(`${PDU}\x1a`, '+CMS ERROR: 21');
    const { events } = await submit(opened);
    expect(events.at(-1)).toMatchObject({ type: 'FAILED', failure: { code: 21 } });
  });

  it('nothing is expected of a modem that rebooted', async () => {
    const opened = await afterLostAnswer();
    opened.port.say('\r\nRDY\r\n');
    await opened.clock.advance(10);
    const synchronised = opened.driver.synchronise();
    await opened.clock.advance(1_000);
    await synchronised;
    opened.port.answer(`${PDU}\x1a`, '+CMGS: 0\r\n\r\nOK');
    const { events } = await submit(opened);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 0 });
  });
});

describe('the answer that comes late', () => {
  it('is told while nothing is in flight', async () => {
    const { port, clock, heard } = await afterLostAnswer();
    port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await clock.advance(10);
    expect(heard.answeredLate).toEqual([7]);
    port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await clock.advance(10);
    expect(heard.answeredLate).toEqual([7]);
  });

  it('is told in the middle of the next exchange, once the answer of that one has come', async () => {
    const opened = await afterLostAnswer();
    opened.port.answer(`${PDU}\x1a`, '');
    const { events } = await submit(opened);
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(10);
    expect(opened.heard.answeredLate).toEqual([]);
    opened.port.say('\r\n+CMGS: 8\r\n\r\nOK\r\n');
    await opened.clock.advance(10);
    expect(opened.heard.answeredLate).toEqual([7]);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 8 });
  });

  it('was told of a message that the network never had, when the next one took its reference', async () => {
    const opened = await afterLostAnswer();
    opened.port.answer(`${PDU}\x1a`, '');
    const { events } = await submit(opened);
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(15_000);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 7 });
    expect(opened.heard.answeredLate).toEqual([]);
  });

  it('is not told where two are owed: nobody knows whose it is', async () => {
    const opened = await afterLostAnswer();
    opened.port.answer(`${PDU}\x1a`, '');
    (await submit(opened)).exchange.abandon();
    const synchronised = opened.driver.synchronise();
    await opened.clock.advance(1_000);
    await synchronised;
    opened.port.say('\r\n+CMGS: 7\r\n\r\nOK\r\n');
    await opened.clock.advance(10);
    expect(opened.heard.answeredLate).toEqual([]);
  });
});

describe('a +CMGS whose OK does not come', () => {
  it('was in doubt at answerTimeout: it is accepted at once, and the OK is waited for before the next command', async () => {
    const port = new ScriptedPort().answer('AT+CMGS=16', '\r\n> ').answer(`${PDU}\x1a`, '\r\n+CMGS: 6\r\n');
    const opened = await openDriver(port);
    const { events, exchange } = await submit(opened);
    expect(events.at(-1)).toEqual({ type: 'REFERENCED', reference: 6 });
    exchange.abandon();
    const signal = opened.driver.signal();
    await opened.clock.advance(1_000);
    expect(port.count('AT+CSQ')).toBe(0);
    port.say('\r\nOK\r\n');
    expect(await opened.run(signal)).toBe(17);
    expect(opened.heard.disturbed).toEqual([]);
  });
});

describe('the account of references', () => {
  const after = (last: number, given: number, clock = new SimulatedClock()) => {
    const ledger = new ReferenceLedger(clock, 60_000);
    ledger.settle(last);
    for (let i = 0; i < given; i++) ledger.giveUp(0, undefined);
    return ledger;
  };

  it('takes every reference while nothing is outstanding', () => {
    expect(after(6, 0).isOwn(1, 99)).toBe(true);
    expect(new ReferenceLedger(new SimulatedClock(), 60_000).isOwn(1, 99)).toBe(true);
  });

  it('counts over the wrap, and over several that were given up', () => {
    expect(after(254, 1).isOwn(1, 0)).toBe(true);
    expect(after(254, 1).isOwn(1, 255)).toBe(false);
    expect(after(10, 2).isOwn(1, 13)).toBe(true);
    expect(after(10, 2).isOwn(1, 12)).toBe(false);
  });

  it('takes the one that is more than were given up, whatever its number', () => {
    expect(after(10, 2).isOwn(2, 10)).toBe(false);
    expect(after(10, 2).isOwn(3, 10)).toBe(true);
  });

  it('expects no answer that is later than two minutes, and does not put that off for ever', async () => {
    const clock = new SimulatedClock();
    const ledger = after(10, 1, clock);
    await clock.advance(60_000);
    ledger.giveUp(1, 11);
    expect(ledger.outstanding).toBe(1);
    await clock.advance(60_000);
    expect(ledger.outstanding).toBe(0);
  });
});
