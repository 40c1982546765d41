import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Host, OK, quietHost } from './host';

describe('the AT interface', () => {
  it('echoes until it is told not to', () => {
    const host = new Host();
    expect(host.ask('AT')).toBe(`AT\r${OK}`);
    expect(host.ask('ATE0')).toBe(`ATE0\r${OK}`);
    expect(host.ask('AT')).toBe(OK);
    expect(host.ask('ATE1')).toBe(OK);
    expect(host.ask('AT')).toBe(`AT\r${OK}`);
  });

  it('answers the same, one octet at a time', () => {
    const whole = new Host().type('AT+CMEE=2;+CREG=2\rAT+CREG?\r\nAT+NONE\r');
    const host = new Host();
    const pieces = [...'AT+CMEE=2;+CREG=2\rAT+CREG?\r\nAT+NONE\r'].map((octet) => host.type(octet)).join('');
    expect(pieces).toBe(whole);
    expect(whole).toContain('+CREG: 2,1,');
  });

  it('ignores ESC, Ctrl-Z, line feeds and NULs between commands', () => {
    expect(quietHost().type('\x1b\x1a\n\0AT\r\n')).toBe(OK);
  });

  it('says nothing to a line without AT, nor to an empty one', () => {
    expect(quietHost().type('\r\r0011000C91\r')).toBe('');
  });

  it('answers ERROR to what it does not know, and drops the rest of the line', () => {
    const host = quietHost();
    expect(host.ask('AT+NONE;+CMEE=1')).toBe('\r\nERROR\r\n');
    expect(host.ask('AT+CMEE?')).toBe('\r\n+CMEE: 0\r\n\r\nOK\r\n');
    expect(host.ask('AT^SYSINFO')).toBe('\r\nERROR\r\n');
    expect(host.ask('AT+CSQ?')).toBe('\r\nERROR\r\n');
    expect(host.ask('ATconstructor')).toBe('\r\nERROR\r\n');
    expect(host.ask('AT+__PROTO__')).toBe('\r\nERROR\r\n');
  });

  it('gives the information of each command of a line, and one final result', () => {
    expect(quietHost().ask('AT+CMEE?;+CMGF?')).toBe('\r\n+CMEE: 0\r\n\r\n+CMGF: 0\r\n\r\nOK\r\n');
  });

  it('repeats the last line at A/', () => {
    const host = quietHost();
    host.ask('AT+CSQ');
    expect(host.type('A/')).toBe('\r\n+CSQ: 21,99\r\n\r\nOK\r\n');
  });

  it('gives errors as AT+CMEE asks', () => {
    const host = quietHost();
    expect(host.ask('AT+CMEE=7')).toBe('\r\nERROR\r\n');
    host.ask('AT+CMEE=1');
    expect(host.ask('AT+CMEE=7')).toBe('\r\n+CME ERROR: 50\r\n');
    host.ask('AT+CMEE=2');
    expect(host.ask('AT+CMEE=7')).toBe('\r\n+CME ERROR: Incorrect parameters\r\n');
    expect(host.ask('AT+CMGR=7')).toBe('\r\n+CMS ERROR: invalid memory index\r\n');
    expect(host.ask('AT+NONE')).toBe('\r\nERROR\r\n');
  });

  it('answers in numbers, or not at all, where it is told to', () => {
    const host = quietHost();
    expect(host.ask('ATV0')).toBe('0\r');
    expect(host.ask('AT+NONE')).toBe('4\r');
    expect(host.ask('ATV1Q1')).toBe('');
    expect(host.ask('AT+CSQ')).toBe('\r\n+CSQ: 21,99\r\n');
  });

  it('brings settings back with Z, and the first ones with &F', () => {
    const host = quietHost();
    host.ask('AT+CMEE=1;&W;+CMEE=2');
    host.ask('ATZ');
    expect(host.ask('AT+CMEE?')).toContain('+CMEE: 1');
    host.ask('AT&FE0');
    expect(host.ask('AT+CMEE?')).toContain('+CMEE: 0');
  });

  it('takes what is typed while a command is at work when it is done', async () => {
    const host = quietHost({ faults: [{ command: '+CSQ', do: 'delay', ms: 100 }] });
    expect(host.ask('AT+CSQ\rAT+CMEE?')).toBe('');
    await host.clock.advance(100);
    expect(host.heard()).toBe('\r\n+CSQ: 21,99\r\n\r\nOK\r\n\r\n+CMEE: 0\r\n\r\nOK\r\n');
  });

  it('survives anything, and then answers', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 8 }), (chunks) => {
        const host = quietHost();
        chunks.forEach((chunk) => host.modem.write(Buffer.from(chunk)));
        host.type('\x1b\x1a\r');
        host.type('ATV1Q0E0\r');
        host.heard();
        expect(host.ask('AT')).toBe(OK);
      }),
    );
  });

  it('answers the questions of programs as the modem that it is', () => {
    const host = quietHost();
    expect(host.ask('AT+GCAP')).toContain('+CGSM');
    expect(host.ask('AT+CGSN')).toContain(host.modem.imei);
    expect(host.ask('AT+CNUM')).toContain(host.modem.number);
    expect(host.ask('AT+CIMI')).toMatch(/\r\n\d{15}\r\n/);
    expect(host.ask('AT+COPS?')).toContain('"Virtual Network"');
    expect(host.ask('AT+CSCS="UCS2";+COPS?')).toContain('"005600690072');
    expect(host.ask('AT+CLAC')).toContain('\r\nAT+CMGS\r\n');
  });

  it('sets its clock, and goes on from there', async () => {
    const host = quietHost();
    expect(host.ask('AT+CCLK?')).toContain('"26/01/01,00:00:00+00"');
    host.ask('AT+CCLK="26/07/04,12:00:00+04"');
    await host.clock.advance(61_000);
    expect(host.ask('AT+CCLK?')).toContain('"26/07/04,12:01:01+04"');
    expect(host.ask('AT+CCLK="26/13/45,99:00:00"')).toBe('\r\nERROR\r\n');
  });
});
