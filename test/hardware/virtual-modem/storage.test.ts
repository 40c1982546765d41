import { describe, expect, it } from 'vitest';
import { OK, quietHost, submitPdu, type Host } from './host';

function write(host: Host, options: Parameters<typeof submitPdu>[0] = {}): string {
  const { length, pdu } = submitPdu(options);
  expect(host.ask(`AT+CMGW=${length}`)).toBe('\r\n> ');
  return host.type(`${pdu}\x1a`);
}

describe('messages in memory', () => {
  it('are written, listed, sent and deleted', () => {
    const host = quietHost();
    expect(write(host)).toBe('\r\n+CMGW: 1\r\n\r\nOK\r\n');
    expect(write(host, { text: 'Second' })).toBe('\r\n+CMGW: 2\r\n\r\nOK\r\n');
    expect(host.ask('AT+CMGL=2')).toMatch(/^\r\n\+CMGL: 1,2,,\d+\r\n[0-9A-F]+\r\n\+CMGL: 2,2,,\d+\r\n/);
    expect(host.ask('AT+CMGL')).toBe(OK);
    expect(host.ask('AT+CMSS=2')).toBe('\r\n+CMSS: 0\r\n\r\nOK\r\n');
    expect(host.network.accepted).toMatchObject([{ text: 'Second' }]);
    expect(host.ask('AT+CMGL=3')).toContain('+CMGL: 2,3,,');
    expect(host.ask('AT+CMGD=?')).toContain('+CMGD: (1,2),(0-4)');
    expect(host.ask('AT+CMGD=0,2')).toBe(OK);
    expect(host.ask('AT+CMGL=4')).toContain('+CMGL: 1,2,,');
    expect(host.ask('AT+CMGD=0,4')).toBe(OK);
    expect(host.ask('AT+CMGL=4')).toBe(OK);
  });

  it('have slots that are filled from the lowest, and end', () => {
    const host = quietHost({ memories: { SM: 2 } });
    write(host);
    write(host);
    expect(write(host)).toBe('\r\n+CMS ERROR: 322\r\n');
    host.ask('AT+CMGD=1');
    expect(write(host)).toContain('+CMGW: 1');
  });

  it('are not written where the PDU is none', () => {
    const host = quietHost();
    host.ask('AT+CMGW=20');
    expect(host.type('ABCD\x1a')).toBe('\r\n+CMS ERROR: 304\r\n');
    host.ask('AT+CMGW=20');
    expect(host.type('\x1b')).toBe(OK);
    expect(host.ask('AT+CPMS?')).toContain('"SM",0,20');
  });

  it.each(['AT+CMSS=1', 'AT+CMSS=1,"+447700900001"'])(
    'ended the process where one received was sent: %s',
    (line) => {
      const host = quietHost();
      host.ask('AT+CNMI=0,1');
      host.network.deliver(host.modem.number, { from: '+447700900002', text: 'received' });
      expect(host.ask('AT+CMGL=4')).toContain('+CMGL: 1,');
      expect(host.ask(line)).toBe('\r\n+CMS ERROR: 304\r\n');
    },
  );

  it.each(['AT+CMGR=0', 'AT+CMGR=21', 'AT+CMGD=0', 'AT+CMGD=21', 'AT+CMSS=1'])(
    'refuse an empty slot: %s',
    (line) => {
      expect(quietHost().ask(line)).toMatch(/\+CMS ERROR: 321/);
    },
  );

  it('refuse a memory that is not there', () => {
    const host = quietHost();
    expect(host.ask('AT+CPMS="XX"')).toBe('\r\n+CMS ERROR: 302\r\n');
    expect(host.ask('AT+CPMS="SR","SR"')).toBe('\r\n+CMS ERROR: 302\r\n');
    expect(host.ask('AT+CPMS="ME"')).toBe('\r\n+CPMS: 0,100,0,20,0,20\r\n\r\nOK\r\n');
  });

  it('outlive the power', () => {
    const host = quietHost();
    write(host);
    host.modem.powerOff();
    host.modem.powerOn();
    host.ask('ATE0');
    expect(host.ask('AT+CMGL=4')).toContain('+CMGL: 1,2,,');
  });
});
