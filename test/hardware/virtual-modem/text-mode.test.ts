import { describe, expect, it } from 'vitest';
import { encodeDeliver } from '../../../src/sms';
import { OK, quietHost, type Host } from './host';

const SENDER = '+447700900666';
const SCTS = '2026-01-31T12:45:00+02:00';

function textHost(): Host {
  const host = quietHost();
  host.ask('AT+CMGF=1');
  return host;
}

/** The whole exchange of AT+CMGS or AT+CMGW, and what was answered after the last octet typed. */
function give(host: Host, typed: string, command = 'AT+CMGS="+447700900555"'): string {
  expect(host.ask(command)).toBe('\r\n> ');
  return host.type(typed);
}

describe('AT+CMGS in text mode', () => {
  it('sends the text to the number', () => {
    const host = textHost();
    expect(give(host, 'Door open, zone 3\x1a')).toBe(`\r\n+CMGS: 0\r\n${OK}`);
    host.network.expectMessage({ to: '+447700900555', text: 'Door open, zone 3', validity: 86_400 });
  });

  it('reads a plus from the type of number', () => {
    const host = textHost();
    give(host, 'Hi\x1a', 'AT+CMGS="447700900555",145');
    host.network.expectMessage({ to: '+447700900555' });
  });

  it('asks again behind each line, and takes back what a backspace follows', () => {
    const host = textHost();
    expect(give(host, 'one\r')).toBe('\r\n> ');
    host.type('twp\bo\x1a');
    host.network.expectMessage({ text: 'one\ntwo' });
  });

  it('sends nothing after ESC', () => {
    const host = textHost();
    expect(give(host, 'Hi\x1b')).toBe(OK);
    expect(host.network.accepted).toEqual([]);
  });

  it('reads numbers and texts in the character set of AT+CSCS', () => {
    const host = textHost();
    host.ask('AT+CSCS="UCS2"');
    give(host, '00E90021\x1a', 'AT+CMGS="002B003400340037003700300030003900300030003500350035"');
    host.network.expectMessage({ to: '+447700900555', text: 'é!' });
  });

  it('takes an octet for a septet in the set GSM', () => {
    const host = textHost();
    give(host, '\x00\x05\x1a');
    host.network.expectMessage({ text: '@é' });
  });

  it('sends UCS2 and octets as hexadecimal, as TP-DCS of AT+CSMP says', () => {
    const host = textHost();
    host.ask('AT+CSMP=17,167,0,8');
    give(host, '04100411\x1a');
    host.network.expectMessage({ text: 'АБ', dcs: 8 });
    host.ask('AT+CSMP=17,167,0,4');
    give(host, 'CAFE\x1a');
    host.network.expectMessage({ data: 'CAFE', dcs: 4 });
  });

  it('asks for a report, with a shorter validity and a TP-PID, as AT+CSMP says', () => {
    const host = textHost();
    expect(host.ask('AT+CSMP=49,11,65')).toBe(OK);
    expect(host.ask('AT+CSMP?')).toBe(`\r\n+CSMP: 49,11,65,0\r\n${OK}`);
    give(host, 'Hi\x1a');
    host.network.expectMessage({ srr: true, validity: 3_600, pid: 65 });
  });

  it('refuses a text of 161 characters', () => {
    expect(give(textHost(), `${'x'.repeat(161)}\x1a`)).toBe('\r\n+CMS ERROR: 305\r\n');
  });

  it.each(['AT+CMGS="door"', 'AT+CMGS=""', 'AT+CSMP=16', 'AT+CSMP=25', 'AT+CSMP=17,256', 'AT+CSDH=2'])(
    'refuses %s',
    (command) => {
      expect(textHost().ask(command)).toBe('\r\n+CMS ERROR: 305\r\n');
    },
  );

  it('takes a PDU again after AT+CMGF=0', () => {
    const host = textHost();
    expect(host.ask('AT+CMGF?')).toBe(`\r\n+CMGF: 1\r\n${OK}`);
    host.ask('AT+CMGF=0');
    expect(host.ask('AT+CMGS="+447700900555"')).toBe('\r\n+CMS ERROR: 304\r\n');
  });
});

describe('messages in text mode', () => {
  const receive = (host: Host, text: string) => {
    host.network.deliver(host.modem.number, { from: SENDER, text, scts: SCTS });
    return host.heard();
  };

  it('hands over a message', () => {
    const host = textHost();
    host.ask('AT+CNMI=2,2');
    expect(receive(host, 'Hello')).toBe(`\r\n+CMT: "${SENDER}",,"26/01/31,12:45:00+08"\r\nHello\r\n`);
  });

  it('shows the header where AT+CSDH asks for it', () => {
    const host = textHost();
    host.ask('AT+CNMI=2,2;+CSDH=1');
    expect(receive(host, 'Hello')).toMatch(
      /^\r\n\+CMT: "\+447700900666",,"26\/01\/31,12:45:00\+08",145,4,0,0,"\+\d+",145,5\r\nHello\r\n$/,
    );
  });

  it('lists what came by its status, and shows one as read the second time', () => {
    const host = textHost();
    host.ask('AT+CNMI=2,1');
    receive(host, 'OK');
    const lines = `"${SENDER}",,"26/01/31,12:45:00+08"\r\nOK\r\n`;
    expect(host.ask('AT+CMGL=?')).toContain('"REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL"');
    expect(host.ask('AT+CMGL="REC UNREAD"')).toBe(`\r\n+CMGL: 1,"REC UNREAD",${lines}${OK}`);
    expect(host.ask('AT+CMGL="REC UNREAD"')).toBe(OK);
    expect(host.ask('AT+CMGR=1')).toBe(`\r\n+CMGR: "REC READ",${lines}${OK}`);
    expect(host.ask('AT+CMGL="OTHER"')).toBe('\r\n+CMS ERROR: 305\r\n');
  });

  it('shows what GSM 7 lacks as hexadecimal, and what the character set lacks as a question mark', () => {
    const host = textHost();
    host.ask('AT+CNMI=2,2;+CSCS="IRA"');
    expect(receive(host, 'АБ')).toContain('\r\n04100411\r\n');
    expect(receive(host, 'é 5 €')).toContain('\r\n? 5 ?\r\n');
    host.ask('AT+CSCS="GSM"');
    expect(receive(host, 'é€')).toContain('\r\n\x05\x1be\r\n');
  });

  it('keeps a message written with AT+CMGW, sends it with AT+CMSS, and shows that it was sent', () => {
    const host = textHost();
    expect(give(host, 'Hi\x1a', 'AT+CMGW="+447700900555"')).toBe(`\r\n+CMGW: 1\r\n${OK}`);
    expect(host.ask('AT+CMGR=1')).toBe(`\r\n+CMGR: "STO UNSENT","+447700900555",\r\nHi\r\n${OK}`);
    expect(host.ask('AT+CMSS=1')).toBe(`\r\n+CMSS: 0\r\n${OK}`);
    host.ask('AT+CSDH=1');
    expect(host.ask('AT+CMGR=1')).toMatch(/"STO SENT","\+447700900555",,145,17,0,0,167,"",129,2\r\nHi/);
  });

  it('hands over a status report in one line', async () => {
    const host = textHost();
    host.ask('AT+CSMP=49,167,0,0;+CNMI=2,1,0,1');
    give(host, 'Hi\x1a');
    await host.clock.advance(1);
    expect(host.heard()).toMatch(
      /\+CDS: \d+,0,"\+447700900555",145,"\d\d\/\d\d\/\d\d,.{8}[+-]\d\d","\d\d\/\d\d\/\d\d,.{8}[+-]\d\d",0\r\n/,
    );
  });

  it('shows a stored report by its own fields', async () => {
    const host = textHost();
    host.ask('AT+CSMP=49,167,0,0;+CNMI=2,1,0,2');
    give(host, 'Hi\x1a');
    await host.clock.advance(1);
    expect(host.ask('AT+CMGR=1')).toMatch(
      /\r\n\+CMGR: "REC UNREAD",\d+,0,"\+447700900555",145,".*",".*",0\r\n/,
    );
  });

  it('joins nothing: a part with a header is hexadecimal', () => {
    const host = textHost();
    host.ask('AT+CNMI=2,2');
    const [part] = encodeDeliver({ from: SENDER, text: 'x'.repeat(200), scts: SCTS });
    expect(part!.total).toBe(2);
    expect(receive(host, 'x'.repeat(200))).toMatch(/\r\n050003[0-9A-F]+\r\n/);
  });
});
