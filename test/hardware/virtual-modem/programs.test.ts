import { describe, expect, it } from 'vitest';
import { decodePdu } from '../../../src/sms';
import { OK, quietHost, submitPdu, type Host } from './host';

const SENDER = '+447700900777';

function textHost(more = ''): Host {
  const host = quietHost({}, { ussd: (code) => (code === '*101#' ? '£5 @ _x_' : 'Баланс 5') });
  host.ask(`AT+CMGF=1${more}`);
  return host;
}

const ucs2 = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();

describe('ofono, which acknowledges with a PDU', () => {
  function waiting(count = 1): Host {
    const host = quietHost();
    host.ask('AT+CSMS=1;+CNMI=2,2,2,1,0');
    for (let i = 0; i < count; i++) {
      host.network.deliver(host.modem.number, { from: SENDER, text: `${i}` });
    }
    host.heard();
    return host;
  }

  it('was refused AT+CNMA=1,2, and got no message after the first', () => {
    const host = waiting(2);
    expect(host.ask('AT+CNMA=1,2')).toBe('\r\n> ');
    expect(host.type('0000\x1a')).toMatch(/^\r\nOK\r\n\r\n\+CMT: ,\d+\r\n/);
    expect(host.ask('AT+CNMA=2,3')).toBe('\r\n> ');
    expect(host.type('00D300\x1a')).toBe(OK);
    expect(host.ask('AT+CNMA=1,2')).toBe('\r\n+CMS ERROR: 340\r\n');
  });

  it('still has to acknowledge what it gave up, or gave another length or no report for', () => {
    const host = waiting();
    for (const [given, answer] of [
      ['0000\x1b', OK],
      ['000000\x1a', '\r\n+CMS ERROR: 304\r\n'],
      ['00\x1a', '\r\n+CMS ERROR: 304\r\n'],
      ['01XX\x1a', '\r\n+CMS ERROR: 304\r\n'],
    ]) {
      host.ask('AT+CNMA=1,2');
      expect(host.type(given!)).toBe(answer);
    }
    expect(host.ask('AT+CNMA')).toBe(OK);
  });

  it('saw the next +CMT where the answer of AT+CNMA belongs', () => {
    expect(waiting(2).ask('AT+CNMA')).toMatch(/^\r\nOK\r\n\r\n\+CMT: /);
  });
});

describe('a text mode client', () => {
  it.each([
    ['UCS2', '8', '05000301020100480069', 'Hi'],
    ['7 bit', '0', '050003010201906536fb0d', 'Hello'],
    ['8 bit', '4', '05000301020148', undefined],
  ])('could not send a part of a long text in %s', (_name, dcs, data, text) => {
    const host = textHost(`;+CSMP=81,167,0,${dcs}`);
    host.ask('AT+CMGS="+447700900222"');
    expect(host.type(`${data}\x1a`)).toBe(`\r\n+CMGS: 0\r\n${OK}`);
    const tpdu = decodePdu(host.network.accepted[0]!.pdu, { direction: 'mo' });
    expect(tpdu).toMatchObject({ concat: { reference: 1, total: 2, sequence: 1 } });
    expect(tpdu).toMatchObject(text === undefined ? {} : { text });
  });

  it.each(['05000301', '0500030102010', 'FF', 'xy', '00'.repeat(141)])(
    'is told that %s is no header and text',
    (data) => {
      const host = textHost(';+CSMP=81,167,0,8');
      host.ask('AT+CMGS="+447700900222"');
      expect(host.type(`${data}\x1a`)).toBe('\r\n+CMS ERROR: 305\r\n');
    },
  );

  it('could not write a draft and say later where it goes', () => {
    const host = textHost();
    for (const command of ['AT+CMGW', 'AT+CMGW=', 'AT+CMGW=""']) {
      expect(host.ask(command)).toBe('\r\n> ');
      expect(host.type('hi\x1a')).toMatch(/^\r\n\+CMGW: \d\r\n/);
    }
    expect(host.ask('AT+CMGR=1')).toBe(`\r\n+CMGR: "STO UNSENT","",\r\nhi\r\n${OK}`);
    expect(host.ask('AT+CMSS=1')).toBe('\r\n+CMS ERROR: 305\r\n');
    expect(host.ask('AT+CMSS=1,"447700900555",145')).toBe(`\r\n+CMSS: 0\r\n${OK}`);
    host.network.expectMessage({ to: '+447700900555', text: 'hi' });
    expect(host.ask('AT+CMSS=2,"x"')).toBe('\r\n+CMS ERROR: 305\r\n');
  });

  it('found the type of number in the column of the time, in a list of what it had written', () => {
    const host = textHost();
    host.ask('AT+CMGW="+447700900222"');
    host.type('hi\x1a');
    expect(host.ask('AT+CMGL="ALL"')).toContain('+CMGL: 1,"STO UNSENT","+447700900222",,\r\n');
    expect(host.ask('AT+CSDH=1;+CMGL="ALL"')).toContain('"STO UNSENT","+447700900222",,,145,2\r\n');
  });

  it('could store what it wrote as received, which was then listed without a text', () => {
    const host = textHost();
    expect(host.ask('AT+CMGW="+447700900222",145,"REC READ"')).toBe('\r\n+CMS ERROR: 305\r\n');
    const { length, pdu } = submitPdu();
    host.ask('AT+CMGF=0');
    host.ask(`AT+CMGW=${length},0`);
    expect(host.type(`${pdu}\x1a`)).toBe('\r\n+CMS ERROR: 304\r\n');
  });
});

describe('AT+CSCS', () => {
  it('was not obeyed in answers of USSD', () => {
    const host = textHost();
    expect(host.ask('AT+CUSD=1,"*101#",15')).toContain('"\x015 \x00 \x11x\x11",15');
    expect(host.ask('AT+CUSD=1,"*102#",15')).toContain(`"${ucs2('Баланс 5')}",72`);
    host.ask('AT+CSCS="IRA"');
    expect(host.ask('AT+CUSD=1,"*101#",15')).toContain('"?5 @ _x_",15');
    host.ask('AT+CSCS="UCS2"');
    expect(host.ask(`AT+CUSD=1,"${ucs2('*101#')}",15`)).toContain(`"${ucs2('£5 @ _x_')}",15`);
    expect(host.ask(`AT+CUSD=0,"${ucs2('*101#')}",15`)).toBe(OK);
  });

  it('was not obeyed in names of senders', () => {
    const host = textHost(';+CNMI=2,2');
    host.network.deliver(host.modem.number, { from: 'INFO_@Ä', text: 'x' });
    expect(host.heard()).toContain('+CMT: "INFO\x11\x00\x5b",');
  });

  it('was not obeyed by the service centre, nor by the list of operators', () => {
    const host = textHost(';+CSCS="UCS2"');
    expect(host.ask(`AT+CSCA="${ucs2('+447700900099')}",145`)).toBe(OK);
    expect(host.ask('AT+CSCA?')).toContain(`+CSCA: "${ucs2('+447700900099')}",145`);
    expect(host.ask('AT+COPS=?')).toContain(`(2,"${ucs2('Virtual Network')}"`);
  });
});

describe('a command line', () => {
  it('with spaces did half of what it says', () => {
    const host = textHost();
    expect(host.ask('AT+CMGF = 0')).toBe(OK);
    expect(host.ask('AT + CMGF ?')).toBe(`\r\n+CMGF: 0\r\n${OK}`);
    expect(host.ask('AT;')).toBe(OK);
    expect(host.ask('at+cscs = "U C"')).toMatch(/ERROR/);
  });

  it('of Device::Modem ended at L1, and the echo stayed as it was', () => {
    const host = quietHost();
    expect(host.ask('AT S7=45 S0=0 L1 V1 X4 &c1 E1 Q0')).toBe(OK);
    expect(host.ask('AT')).toBe(`AT\r${OK}`);
  });

  it('got NO CARRIER in words with ATV0', () => {
    const host = quietHost();
    expect(host.ask('ATV0')).toBe('0\r');
    expect(host.ask('ATA')).toBe('3\r');
  });
});

describe('a setting that was refused', () => {
  it('changed the format of AT+COPS? all the same', () => {
    const host = quietHost();
    expect(host.ask('AT+COPS=1,2,"99999"')).toMatch(/ERROR/);
    expect(host.ask('AT+COPS?')).toContain('+COPS: 0,0,"Virtual Network"');
  });

  it('was not refused: AT+CNMI with the <bm> that it does not list', () => {
    const host = quietHost();
    expect(host.ask('AT+CNMI=2,1,1,0')).toBe('\r\n+CMS ERROR: 303\r\n');
    expect(host.ask('AT+CNMI?')).toContain('+CNMI: 0,0,0,0,0');
  });
});
