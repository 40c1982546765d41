import { describe, expect, it } from 'vitest';
import { decodePdu, encodeSubmit } from '../../../src/sms';
import { Host, OK, quietHost, submitPdu } from './host';

describe('AT+CMGS', () => {
  it('takes the PDU at the prompt and gives its reference', () => {
    const host = quietHost();
    const { length, pdu } = submitPdu();
    expect(host.ask(`AT+CMGS=${length}`)).toBe('\r\n> ');
    expect(host.type(pdu)).toBe('');
    expect(host.type('\x1a')).toBe('\r\n+CMGS: 0\r\n\r\nOK\r\n');
    expect(host.network.accepted).toMatchObject([
      {
        at: '2026-01-01T00:00:00.000Z',
        mr: 0,
        to: '+447700900555',
        pdu,
        length,
        text: 'Door open',
        srr: false,
      },
    ]);
  });

  it('echoes the PDU where the echo is on, and lets a carriage return follow Ctrl-Z', () => {
    const host = new Host();
    const { length, pdu } = submitPdu();
    host.ask(`AT+CMGS=${length}`);
    expect(host.type(`${pdu}\x1a\r`)).toBe(`${pdu}\r\n+CMGS: 0\r\n\r\nOK\r\n`);
    expect(host.ask('AT')).toBe(`AT\r${OK}`);
  });

  it('counts references up to 255 and begins again', () => {
    const host = quietHost({ firstReference: 254 });
    const pdu = submitPdu();
    const references = [1, 2, 3].map(() => /\+CMGS: (\d+)/.exec(host.send(pdu))?.[1]);
    expect(references).toEqual(['254', '255', '0']);
  });

  it('ends the prompt at ESC, and takes nothing', () => {
    const host = quietHost();
    const { length, pdu } = submitPdu();
    host.ask(`AT+CMGS=${length}`);
    expect(host.type(`${pdu}\x1b`)).toBe(OK);
    expect(host.ask('AT')).toBe(OK);
    expect(host.network.accepted).toHaveLength(0);
  });

  it('takes a command for a part of the PDU where ESC does not end the prompt', () => {
    const host = quietHost({ dialect: { escapeAborts: false } });
    host.ask('AT+CMGS=20');
    expect(host.type('\x1bAT\r')).toBe('');
    expect(host.type('\x1a')).toBe('\r\n+CMS ERROR: 304\r\n');
    expect(host.ask('AT')).toBe(OK);
  });

  it('asks with the prompt of its dialect', () => {
    expect(quietHost({ dialect: { prompt: '\r\n>\r\n' } }).ask('AT+CMGS=20')).toBe('\r\n>\r\n');
  });

  it.each([
    ['a length that is not that of the PDU', (length: number, pdu: string) => [length + 1, pdu] as const],
    ['no PDU', (length: number) => [length, ''] as const],
    ['half an octet', (length: number, pdu: string) => [length, pdu.slice(0, -1)] as const],
    [
      'letters that are not hexadecimal',
      (length: number, pdu: string) => [length, `${pdu.slice(0, -2)}ZZ`] as const,
    ],
    [
      'less user data than announced',
      (length: number, pdu: string) => [length - 1, pdu.slice(0, -2)] as const,
    ],
    ['an SMS-DELIVER', (length: number, pdu: string) => [length, `0000${pdu.slice(4)}`] as const],
    ['far too much', (length: number) => [length, '00'.repeat(5000)] as const],
  ])('refuses %s with CMS 304', (_what, change) => {
    const host = quietHost();
    const good = submitPdu();
    const [length, pdu] = change(good.length, good.pdu);
    host.ask(`AT+CMGS=${length}`);
    expect(host.type(`${pdu}\x1a`)).toBe('\r\n+CMS ERROR: 304\r\n');
    expect(host.network.accepted).toHaveLength(0);
  });

  it.each(['', '=', '=0', '=256', '="x"', '=10,2'])('refuses AT+CMGS%s without a prompt', (rest) => {
    expect(quietHost().ask(`AT+CMGS${rest}`)).not.toContain('>');
  });

  it('refuses without a network, without a service centre, and without a usable SIM', () => {
    const host = quietHost({ pin: '1234' });
    expect(host.ask('AT+CMGS=20')).toBe('\r\n+CMS ERROR: 311\r\n');
    host.ask('AT+CPIN="1234"');
    host.modem.setRegistration(2);
    expect(host.send(submitPdu())).toBe('\r\n+CMS ERROR: 331\r\n');
    host.modem.setRegistration(5);
    host.ask('AT+CSCA=""');
    expect(host.send(submitPdu())).toBe('\r\n+CMS ERROR: 330\r\n');
    expect(host.send(submitPdu({ smsc: '+447700900000' }))).toContain('+CMGS: 0');
    expect(quietHost({ sim: { present: false } }).ask('AT+CMGS=20')).toBe('\r\n+CMS ERROR: 310\r\n');
  });

  it('answers when the network has taken it, and not before', async () => {
    const host = quietHost({}, { networkDelay: 3000 });
    expect(host.send(submitPdu())).toBe('');
    await host.clock.advance(2999);
    expect(host.heard()).toBe('');
    expect(host.network.accepted).toHaveLength(0);
    await host.clock.advance(1);
    expect(host.heard()).toContain('+CMGS: 0');
  });

  it('times out where the network goes in the meantime', async () => {
    const host = quietHost({}, { networkDelay: 3000 });
    host.send(submitPdu());
    host.modem.setRegistration(2);
    await host.clock.advance(3000);
    expect(host.heard()).toBe('\r\n+CMS ERROR: 332\r\n');
    expect(host.network.accepted).toHaveLength(0);
  });

  it('has the log written before the answer goes out', () => {
    const order: string[] = [];
    const host = quietHost({}, { log: ({ mr }) => order.push(`log ${mr}`) });
    host.modem.on('bytes', (octets) => order.push(octets.toString().trim().split('\r')[0]!));
    host.send(submitPdu());
    expect(order).toEqual(['>', 'log 0', '+CMGS: 0']);
  });

  it('takes every segment of a long message as it was encoded', () => {
    const host = quietHost();
    const segments = encodeSubmit({ to: '+447700900555', text: 'ä€'.repeat(200), reference: 7 });
    segments.forEach((segment) => host.send(segment));
    const decoded = host.network.accepted.map(({ pdu }) => decodePdu(pdu, { direction: 'mo' }));
    expect(decoded.map(({ text }) => text).join('')).toBe('ä€'.repeat(200));
    expect(host.network.accepted.map(({ concat }) => concat?.sequence)).toEqual(
      segments.map((_, i) => i + 1),
    );
  });
});
