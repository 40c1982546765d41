import { describe, expect, it } from 'vitest';
import { OK, quietHost } from './host';

describe('the PIN', () => {
  it('keeps the modem off the network until it is entered', () => {
    const host = quietHost({ pin: '1234' });
    host.ask('AT+CMEE=1;+CREG=1');
    expect(host.ask('AT+CPIN?')).toBe('\r\n+CPIN: SIM PIN\r\n\r\nOK\r\n');
    expect(host.ask('AT+CREG?')).toContain('+CREG: 1,0');
    expect(host.ask('AT+CIMI')).toBe('\r\n+CME ERROR: 11\r\n');
    expect(host.ask('AT+CPIN="1234"')).toBe(`${OK}\r\n+CREG: 1\r\n`);
    expect(host.ask('AT+CPIN?')).toContain('+CPIN: READY');
  });

  it('locks after three wrong ones, for power cycles too, until the PUK comes', () => {
    const host = quietHost({ pin: '1234', sim: { puk: '87654321' } });
    host.ask('AT+CMEE=1');
    expect(host.ask('AT+CPIN="0000"')).toBe('\r\n+CME ERROR: 16\r\n');
    expect(host.ask('AT+CPINR')).toContain('+CPINR: SIM PIN,2,3');
    expect(host.ask('AT+CPINR="SIM PIN"')).toMatch(/\r\n\+CPINR: SIM PIN,2,3\r\n\r\nOK/);
    host.modem.powerOff();
    host.modem.powerOn();
    host.ask('ATE0+CMEE=1');
    host.ask('AT+CPIN="0001"');
    expect(host.ask('AT+CPIN=0002')).toBe('\r\n+CME ERROR: 16\r\n');
    expect(host.ask('AT+CPIN?')).toContain('+CPIN: SIM PUK');
    expect(host.ask('AT+CPIN="1234"')).toBe('\r\n+CME ERROR: 12\r\n');
    expect(host.ask('AT+CPIN="11111111","4321"')).toBe('\r\n+CME ERROR: 16\r\n');
    expect(host.ask('AT+CPIN="87654321","4321"')).toBe(OK);
    expect(host.ask('AT+CPINR')).toContain('+CPINR: SIM PIN,3,3');
    host.modem.powerOff();
    host.modem.powerOn();
    host.ask('ATE0');
    expect(host.ask('AT+CPIN="4321"')).toBe(OK);
  });

  it('cost a try where what came could not be a PIN', () => {
    const host = quietHost({ pin: '1234' });
    host.ask('AT+CMEE=1');
    for (const pin of ['', '12', '123456789', 'abcd']) {
      expect(host.ask(`AT+CPIN="${pin}"`), pin).toBe('\r\n+CME ERROR: 50\r\n');
    }
    expect(host.ask('AT+CPINR="SIM PIN"')).toContain('SIM PIN,3,3');
    host.ask('AT+CPIN="1234"');
    expect(host.ask('AT+CLCK="SC",0')).toBe('\r\n+CME ERROR: 50\r\n');
    expect(host.ask('AT+CPWD="SC","1","5678"')).toBe('\r\n+CME ERROR: 50\r\n');
    expect(host.ask('AT+CPINR="SIM PIN"')).toContain('SIM PIN,3,3');
  });

  it('is blocked for good after ten wrong PUKs', () => {
    const host = quietHost({ pin: '1234' });
    host.ask('AT+CMEE=1');
    ['0001', '0002', '0003'].forEach((pin) => host.ask(`AT+CPIN="${pin}"`));
    for (let tries = 0; tries < 10; tries++) {
      expect(host.ask('AT+CPIN="00000000","1234"')).toBe('\r\n+CME ERROR: 16\r\n');
    }
    expect(host.ask('AT+CPIN="12345678","1234"')).toBe('\r\n+CME ERROR: 13\r\n');
    expect(host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 13\r\n');
  });

  it('is not asked for again once AT+CLCK has switched it off', () => {
    const host = quietHost({ pin: '1234' });
    host.ask('AT+CPIN="1234"');
    expect(host.ask('AT+CLCK="SC",2')).toContain('+CLCK: 1');
    expect(host.ask('AT+CLCK="SC",0,"1234"')).toBe(OK);
    host.ask('AT+CFUN=1,1');
    host.ask('ATE0');
    expect(host.ask('AT+CPIN?')).toContain('READY');
  });

  it('shut a SIM that was open when AT+CLCK was given a wrong one', () => {
    const host = quietHost({ pin: '1234' });
    host.ask('AT+CMEE=1;+CPIN="1234"');
    expect(host.ask('AT+CLCK="SC",0,"9999"')).toBe('\r\n+CME ERROR: 16\r\n');
    expect(host.ask('AT+CPIN?')).toContain('READY');
    expect(host.ask('AT+CPINR="SIM PIN"')).toContain('SIM PIN,2,3');
    expect(host.ask('AT+CLCK="SC",0,"1234"')).toBe(OK);
  });

  it('is changed by AT+CPWD', () => {
    const host = quietHost({ pin: '1234' });
    host.ask('AT+CPIN="1234"');
    expect(host.ask('AT+CPWD="SC","1234","5678"')).toBe(OK);
    host.ask('AT+CFUN=1,1');
    host.ask('ATE0');
    expect(host.ask('AT+CPIN="5678"')).toBe(OK);
  });

  it('is no matter where there is no card', () => {
    const host = quietHost({ sim: { present: false } });
    host.ask('AT+CMEE=1');
    expect(host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 10\r\n');
    expect(host.ask('AT+CMGL=4')).toBe('\r\n+CMS ERROR: 310\r\n');
  });
});
