import { describe, expect, it } from 'vitest';
import { decodePdu, encodeSubmit, type Tpdu } from '../../../src/sms';
import { type Host, OK, quietHost, submitPdu } from './host';

/** The PDU on the second line of an indication or of AT+CMGR. */
const pduIn = (heard: string): string => /\r\n([0-9A-F]{20,})\r\n/.exec(heard)?.[1] ?? '';
const tpduIn = (heard: string): Tpdu => decodePdu(pduIn(heard), { direction: 'mt' });

function deliver(host: Host, text: string, messageClass?: 0 | 1 | 2 | 3): string {
  host.network.deliver(host.modem.number, {
    from: '+447700900777',
    text,
    ...(messageClass !== undefined && { messageClass }),
  });
  return host.heard();
}

describe('a message that comes', () => {
  it('is stored and announced with mt 1, and read and deleted from there', () => {
    const host = quietHost();
    host.ask('AT+CNMI=2,1,0,0,0');
    expect(deliver(host, 'Who is there?')).toBe('\r\n+CMTI: "SM",1\r\n');
    expect(host.ask('AT+CPMS?')).toContain('"SM",1,20,');
    const read = host.ask('AT+CMGR=1');
    expect(read).toContain('+CMGR: 0,,');
    expect(tpduIn(read)).toMatchObject({
      type: 'SMS-DELIVER',
      address: '+447700900777',
      text: 'Who is there?',
    });
    expect(host.ask('AT+CMGR=1')).toContain('+CMGR: 1,,');
    expect(host.ask('AT+CMGD=1')).toBe(OK);
    expect(host.ask('AT+CMGR=1')).toBe('\r\n+CMS ERROR: 321\r\n');
  });

  it('is stored and not announced with mt 0', () => {
    const host = quietHost();
    expect(deliver(host, 'Quiet')).toBe('');
    expect(host.ask('AT+CMGL=4')).toContain('+CMGL: 1,0,,');
  });

  it('is shown at once with mt 2, except one for the SIM', () => {
    const host = quietHost();
    host.ask('AT+CNMI=2,2,0,0,0');
    const shown = deliver(host, 'Direct');
    expect(shown).toMatch(/^\r\n\+CMT: ,\d+\r\n[0-9A-F]+\r\n$/);
    expect(tpduIn(shown)).toMatchObject({ text: 'Direct' });
    expect(deliver(host, 'For the card', 2)).toBe('\r\n+CMTI: "SM",1\r\n');
  });

  it('goes to the memory that AT+CPMS names third', () => {
    const host = quietHost();
    host.ask('AT+CNMI=2,1;+CPMS="ME","ME","ME"');
    expect(deliver(host, 'x')).toBe('\r\n+CMTI: "ME",1\r\n');
  });

  it('waits in the modem while indications are buffered, and in the prompt', () => {
    const host = quietHost();
    host.ask('AT+CNMI=0,1');
    expect(deliver(host, 'x')).toBe('');
    expect(host.ask('AT+CNMI=2')).toBe(`${OK}\r\n+CMTI: "SM",1\r\n`);
    host.ask('AT+CMGS=20');
    expect(deliver(host, 'y')).toBe('');
    expect(host.type('\x1b')).toBe(`\r\n+CMTI: "SM",2\r\n${OK}`);
  });

  it('waits in the network while the memory is full', () => {
    const host = quietHost({ memories: { SM: 2 } });
    host.ask('AT+CNMI=2,1');
    deliver(host, 'one');
    deliver(host, 'two');
    expect(deliver(host, 'three')).toBe('');
    expect(host.ask('AT+CMGD=1')).toBe(`${OK}\r\n+CMTI: "SM",1\r\n`);
    expect(tpduIn(host.ask('AT+CMGR=1'))).toMatchObject({ text: 'three' });
  });

  it('waits in the network while the modem is off or not registered', () => {
    const host = quietHost();
    host.ask('AT+CNMI=2,1;&W');
    host.modem.setRegistration(2);
    expect(deliver(host, 'one')).toBe('');
    host.modem.setRegistration(1);
    expect(host.heard()).toBe('\r\n+CMTI: "SM",1\r\n');
    host.modem.powerOff();
    expect(deliver(host, 'two')).toBe('');
    host.modem.powerOn();
    expect(host.heard()).toContain('+CMTI: "SM",2');
  });

  it('comes as one segment after the other where it is long', () => {
    const host = quietHost();
    host.ask('AT+CNMI=2,1');
    expect(deliver(host, 'a'.repeat(400))).toBe(
      '\r\n+CMTI: "SM",1\r\n\r\n+CMTI: "SM",2\r\n\r\n+CMTI: "SM",3\r\n',
    );
  });
});

describe('AT+CSMS=1', () => {
  function acknowledging(): Host {
    const host = quietHost({}, { retryDelay: 60_000 });
    expect(host.ask('AT+CSMS=1')).toBe('\r\n+CSMS: 1,1,1\r\n\r\nOK\r\n');
    host.ask('AT+CNMI=2,2,0,1');
    return host;
  }

  it('holds the next message until AT+CNMA', () => {
    const host = acknowledging();
    expect(deliver(host, 'one')).toContain('+CMT:');
    expect(deliver(host, 'two')).toBe('');
    const next = host.ask('AT+CNMA');
    expect(tpduIn(next)).toMatchObject({ text: 'two' });
    host.ask('AT+CNMA=1');
    expect(host.ask('AT+CNMA')).toBe('\r\n+CMS ERROR: 340\r\n');
  });

  it('offers a message again that was not acknowledged, by the routing of then', async () => {
    const host = acknowledging();
    deliver(host, 'one');
    await host.clock.advance(15_000);
    expect(host.ask('AT+CNMI?')).toContain('+CNMI: 2,0,0,0,0');
    await host.clock.advance(60_000);
    expect(host.heard()).toBe('');
    expect(tpduIn(host.ask('AT+CMGL=0'))).toMatchObject({ text: 'one' });
    await host.clock.advance(600_000);
    expect(host.clock.pending).toBe(0);
  });

  it('offers a message again that was refused', async () => {
    const host = acknowledging();
    deliver(host, 'one');
    host.ask('AT+CNMA=2');
    await host.clock.advance(60_000);
    expect(tpduIn(host.heard())).toMatchObject({ text: 'one' });
  });

  it('forgets what waits for an acknowledgement with the power', async () => {
    const host = acknowledging();
    host.ask('AT&W');
    deliver(host, 'one');
    host.modem.powerOff();
    host.modem.powerOn();
    expect(tpduIn(host.heard())).toMatchObject({ text: 'one' });
  });

  it('expects no acknowledgement without it', () => {
    const host = quietHost();
    host.ask('AT+CNMI=2,2');
    deliver(host, 'one');
    expect(host.ask('AT+CNMA')).toBe('\r\n+CMS ERROR: 340\r\n');
  });
});

describe('a status report', () => {
  it('comes after the answer where it was asked for, with the reference and the number', async () => {
    const host = quietHost({ firstReference: 41 }, { reportDelay: 2000 });
    host.ask('AT+CNMI=2,1,0,1');
    expect(host.send(submitPdu({ statusReport: true }))).toBe('\r\n+CMGS: 41\r\n\r\nOK\r\n');
    await host.clock.advance(1999);
    expect(host.heard()).toBe('');
    await host.clock.advance(1);
    const report = host.heard();
    expect(report).toMatch(/^\r\n\+CDS: \d+\r\n/);
    expect(tpduIn(report)).toMatchObject({
      type: 'SMS-STATUS-REPORT',
      mr: 41,
      address: '+447700900555',
      status: 0,
      scts: '2026-01-01T00:00:00+00:00',
      dt: '2026-01-01T00:00:02+00:00',
    });
  });

  it.each([
    ['received', 'SM'],
    ['SR', 'SR'],
  ] as const)('is stored with ds 2 (%s: in %s), and dropped with ds 0', async (reportMemory, name) => {
    const host = quietHost({ dialect: { reportMemory } });
    host.ask('AT+CNMI=2,1,0,2');
    host.send(submitPdu({ statusReport: true }));
    await host.clock.advance(0);
    expect(host.heard()).toBe(`\r\n+CDSI: "${name}",1\r\n`);
    host.ask(`AT+CPMS="${name}"`);
    expect(tpduIn(host.ask('AT+CMGR=1'))).toMatchObject({ type: 'SMS-STATUS-REPORT' });
    expect(host.ask('AT+CMGD=1')).toBe(OK);
    host.ask('AT+CNMI=2,1,0,0');
    host.send(submitPdu({ statusReport: true }));
    await host.clock.advance(0);
    expect(host.ask('AT+CMGL=4')).toBe(OK);
  });

  it('does not come where it was not asked for, nor where the network gives none', async () => {
    const host = quietHost({}, { reportStatus: ({ text }) => (text === 'late' ? undefined : 0x46) });
    host.ask('AT+CNMI=2,1,0,1');
    host.send(submitPdu());
    host.send(submitPdu({ statusReport: true, text: 'late' }));
    await host.clock.advance(1000);
    expect(host.heard()).toBe('');
    host.send(submitPdu({ statusReport: true }));
    host.heard();
    await host.clock.advance(1000);
    expect(tpduIn(host.heard())).toMatchObject({ status: 0x46 });
  });
});

describe('one modem that texts another', () => {
  it.each([
    ['7bit', { text: 'Hello [there]' }],
    ['16bit, flash', { text: 'Привет', messageClass: 0 as const }],
    ['8bit with its header', { data: '0605040B8423F0DEAD', udhi: true }],
    ['with a lifetime', { text: 'Now', validity: 3600, pid: 0x41 }],
  ])('is heard as it was said: %s', async (_what, content) => {
    const alice = quietHost();
    const bob = quietHost({ network: alice.network, number: '+447700900222' });
    bob.ask('AT+CNMI=2,2');
    const [segment] = encodeSubmit({ to: '+447700900222', ...content });
    alice.send(segment!);
    await alice.clock.advance(0);
    const sent = decodePdu(segment!.pdu, { direction: 'mo' });
    const { pid, dcs, text, data, udh } = sent;
    const heard = bob.heard();
    expect(tpduIn(heard)).toMatchObject({
      type: 'SMS-DELIVER',
      address: alice.modem.number,
      ...JSON.parse(JSON.stringify({ pid, dcs, text, data, udh })),
    });
    // The service centre address is not counted, 27.005 3.1 <length>.
    const serviceCentre = 1 + parseInt(pduIn(heard).slice(0, 2), 16);
    expect(Number(/\+CMT: ,(\d+)/.exec(heard)?.[1])).toBe(pduIn(heard).length / 2 - serviceCentre);
  });

  it('gives every segment of a long message its place', async () => {
    const alice = quietHost();
    const bob = quietHost({ network: alice.network, number: '+447700900222' });
    bob.ask('AT+CNMI=2,1');
    encodeSubmit({ to: '447700900222', text: 'b'.repeat(300), reference: 9 }).forEach((segment) =>
      alice.send(segment),
    );
    await alice.clock.advance(0);
    expect(tpduIn(bob.ask('AT+CMGR=2'))).toMatchObject({ concat: { reference: 9, total: 2, sequence: 2 } });
  });

  it('cannot have the number of the other', () => {
    const alice = quietHost();
    expect(() => quietHost({ network: alice.network, number: alice.modem.number })).toThrow('another modem');
  });
});
