import { describe, expect, it } from 'vitest';
import type { Dialect, FaultRule } from '../../../hardware/virtual-modem';
import { OK, quietHost, submitPdu, type Host } from './host';

const quirky = (dialect: Partial<Dialect>, ...faults: FaultRule[]): Host => quietHost({ dialect, faults });

/** What real modems do differently: each can be had as a dialect or as a fault. */
describe('quirks of real modems', () => {
  it('a prompt without a space, or without a line end before it', () => {
    expect(quirky({ prompt: '\r\n>\r\n' }).ask('AT+CMGS=20')).toBe('\r\n>\r\n');
    expect(quirky({ prompt: '> ' }).ask('AT+CMGS=20')).toBe('> ');
  });

  it('a prompt, and anything else, split over reads', () => {
    const host = quirky({ fragment: 1 });
    const reads: string[] = [];
    host.modem.on('bytes', (octets) => reads.push(octets.toString()));
    host.ask('AT+CMGS=20');
    expect(reads).toEqual(['\r', '\n', '>', ' ']);
  });

  it('the PDU echoed on the line of the prompt though the echo is off, then the error', () => {
    const host = quirky({ echoesPdu: true }, { do: 'refuse', error: 'CMS 500' });
    const { pdu } = submitPdu();
    expect(host.send(submitPdu())).toBe(`${pdu}\r\n+CMS ERROR: 500\r\n`);
  });

  it('a second prompt after the PDU, and then the error', () => {
    const again: FaultRule = { at: 'submit', do: 'inject', octets: '\r\n> ' };
    const host = quirky({}, again, { do: 'refuse', error: 'CMS 513' });
    expect(host.send(submitPdu())).toBe('\r\n> \r\n+CMS ERROR: 513\r\n');
  });

  it('indications between the PDU and the reference, and between the reference and OK', () => {
    const host = quirky(
      {},
      { at: 'submit', do: 'indicate', lines: ['^RSSI:14', '+CMT: ,23\n0791'] },
      { at: 'final', do: 'indicate', lines: ['+CREG: 1'] },
    );
    expect(host.send(submitPdu())).toBe(
      '\r\n^RSSI:14\r\n\r\n+CMT: ,23\r\n0791\r\n\r\n+CMGS: 0\r\n\r\n+CREG: 1\r\n\r\nOK\r\n',
    );
  });

  it('a banner of its own, and a SIM that is busy for a while', async () => {
    const host = quietHost({
      bootTime: 100,
      dialect: { bootBanner: ['*ATREADY: 1'], simBusyTime: 2000, readyBanner: ['SMS DONE', 'PB DONE'] },
    });
    host.ask('AT+CFUN=1,1');
    await host.clock.advance(100);
    expect(host.heard()).toBe('\r\n*ATREADY: 1\r\n');
    host.ask('ATE0+CMEE=1');
    expect(host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 14\r\n');
    expect(host.ask('AT+CMGS=20')).toBe('\r\n+CMS ERROR: 314\r\n');
    expect(host.ask('AT+CREG?')).toContain('+CREG: 0,0');
    await host.clock.advance(2000);
    expect(host.heard()).toBe('\r\nSMS DONE\r\n\r\nPB DONE\r\n');
    expect(host.ask('AT+CPIN?')).toContain('READY');
  });

  it('a SIM that is busy after AT+CFUN=1', async () => {
    const host = quirky({ simBusyTime: 3000 });
    host.ask('AT+CFUN=4');
    host.ask('AT+CMEE=1;+CFUN=1');
    expect(host.ask('AT+CPIN?')).toBe('\r\n+CME ERROR: 14\r\n');
    await host.clock.advance(3000);
    expect(host.ask('AT+CPIN?')).toContain('READY');
  });

  it.each([
    'CME 515',
    'CMS 314',
    'CMS 331',
    'CMS 332',
    'CMS 512',
    '+CMS ERROR: invalid input value',
    'ERROR',
  ])('%s to a submission', (error) => {
    const line = error.replace(/^(C..) (\d)/, '+$1 ERROR: $2');
    expect(
      quirky({}, { command: 'AT+CMEE=2', do: 'replace', lines: [] }, { do: 'refuse', error }).send(
        submitPdu(),
      ),
    ).toBe(line.startsWith('+CME') ? '\r\nERROR\r\n' : `\r\n${line}\r\n`);
  });

  it('no OK after +CPIN: READY', () => {
    const host = quirky({}, { command: '+CPIN?', at: 'final', do: 'lose' });
    expect(host.ask('AT+CPIN?')).toBe('\r\n+CPIN: READY\r\n');
    expect(host.ask('AT')).toBe(OK);
  });

  it.each(['\n', '\r'] as const)('lines ended by %j alone', (lineEnd) => {
    const host = quirky({ lineEnd });
    expect(host.ask('AT+CSQ')).toBe(`${lineEnd}+CSQ: 21,99${lineEnd}${lineEnd}OK${lineEnd}`);
  });

  it('cells without quotation marks', () => {
    const host = quirky({ quotesCells: false });
    host.ask('AT+CREG=2');
    expect(host.ask('AT+CREG?')).toContain('+CREG: 2,1,00C3,0000C0DE\r\n');
  });

  it('an error for the bare AT, and for AT+CMEE=1', () => {
    const host = quirky(
      {},
      { command: 'AT', do: 'refuse', error: 'ERROR' },
      { command: '+CMEE', do: 'refuse', error: 'ERROR' },
    );
    expect(host.ask('AT')).toBe('\r\nERROR\r\n');
    expect(host.ask('AT+CMEE=1')).toBe('\r\nERROR\r\n');
  });

  it('nothing at all, not even an echo, until it has found the rate', () => {
    const host = quietHost({ dialect: { deafTo: 2 } });
    expect(host.ask('AT')).toBe('');
    expect(host.ask('AT')).toBe(`AT\r${OK}`);
  });

  it('reports in SR that are announced for SM, slot 0', async () => {
    const host = quirky(
      { reportMemory: 'SR' },
      { command: '+CDSI', at: 'indication', do: 'replace', lines: ['+CDSI: "SM",0'] },
    );
    host.ask('AT+CNMI=2,1,0,2');
    host.send(submitPdu({ statusReport: true }));
    await host.clock.advance(0);
    expect(host.heard()).toBe('\r\n+CDSI: "SM",0\r\n');
    host.ask('AT+CPMS="SR"');
    expect(host.ask('AT+CMGR=1')).toContain('+CMGR: 0,,');
  });

  it('no AT+CNMI with ds 2', () => {
    const host = quirky({ reportRouting: [0, 1] });
    expect(host.ask('AT+CNMI=?')).toContain('(0,1),(0,1)\r\n');
    expect(host.ask('AT+CNMI=2,1,0,2')).toBe('\r\n+CMS ERROR: 303\r\n');
    expect(host.ask('AT+CNMI=2,1,0,1')).toBe(OK);
  });

  it('AT+CPMS answered by a bare OK', () => {
    const host = quirky({}, { command: '+CPMS=', do: 'replace', lines: [] });
    expect(host.ask('AT+CPMS="SM"')).toBe(OK);
  });

  it('ERROR where a carriage return follows Ctrl-Z, though the network takes the message', async () => {
    const host = quietHost({ dialect: { octetsAbort: true } }, { networkDelay: 1000 });
    const { length, pdu } = submitPdu();
    host.ask(`AT+CMGS=${length}`);
    expect(host.type(`${pdu}\x1a\r`)).toBe('\r\nERROR\r\n');
    await host.clock.advance(1000);
    expect(host.heard()).toBe('');
    expect(host.network.accepted).toHaveLength(1);
    expect(host.ask('AT')).toBe(OK);
  });

  it('NUL and noise before the first answer', () => {
    const host = quirky({}, { command: 'AT', nth: 1, at: 'command', do: 'inject', octets: '\0\0\xff' });
    expect(host.ask('AT')).toBe(`\0\0\xff${OK}`);
  });

  it('a weak supply: a warning, and a boot banner in the middle of a submission', async () => {
    const host = quietHost({
      bootTime: 500,
      faults: [
        { at: 'submit', do: 'indicate', lines: ['UNDER-VOLTAGE WARNNING'] },
        { at: 'submit', do: 'reboot' },
      ],
    });
    expect(host.send(submitPdu())).toBe('\r\nUNDER-VOLTAGE WARNNING\r\n');
    await host.clock.advance(500);
    expect(host.heard()).toContain('RDY');
  });

  it('a message both handed over and announced', () => {
    const host = quirky({ storesDirect: true });
    host.ask('AT+CNMI=2,2');
    host.network.deliver(host.modem.number, { from: '+447700900777', text: 'twice' });
    expect(host.heard()).toMatch(/\+CMT: [^]*\+CMTI: "SM",1/);
  });

  it('a word of its own for a full memory', () => {
    const host = quietHost({ memories: { SM: 0 }, dialect: { memoryFull: '^SMMEMFULL: "SM"' } });
    host.ask('AT+CNMI=2,1');
    host.network.deliver(host.modem.number, { from: '+447700900777', text: 'no room' });
    expect(host.heard()).toBe('\r\n^SMMEMFULL: "SM"\r\n');
  });

  it('a report before the answer to its submission', async () => {
    const host = quirky({}, { do: 'delay', ms: 1000 });
    host.ask('AT+CNMI=2,1,0,1');
    host.send(submitPdu({ statusReport: true }));
    await host.clock.advance(1000);
    expect(host.heard()).toMatch(/\+CDS: [^]*\+CMGS: 0/);
  });

  it('a reference that begins again', () => {
    const host = quietHost({ firstReference: 255 });
    expect(host.send(submitPdu()) + host.send(submitPdu())).toMatch(/\+CMGS: 255[^]*\+CMGS: 0/);
  });

  it('truncated and doubled lines', () => {
    const host = quirky(
      {},
      { nth: 1, do: 'truncate', keep: 4 },
      { nth: 2, do: 'double' },
      { nth: 3, at: 'final', do: 'double' },
    );
    expect(host.send(submitPdu())).toBe('\r\n+CMG\r\nOK\r\n');
    expect(host.send(submitPdu())).toBe('\r\n+CMGS: 1\r\n\r\n+CMGS: 1\r\n\r\nOK\r\n');
    expect(host.send(submitPdu())).toBe('\r\n+CMGS: 2\r\n\r\nOK\r\n\r\nOK\r\n');
  });

  it('garbage without a line end, the same on every run', () => {
    const noise = (): string => {
      const host = quirky({}, { command: 'AT', at: 'command', do: 'garbage', count: 100_000 });
      return host.ask('AT').slice(0, -OK.length);
    };
    const first = noise();
    expect(first).toHaveLength(100_000);
    expect(first).not.toMatch(/[\r\n]/);
    expect(noise()).toBe(first);
  });

  it('an indication lost, late, doubled, or not what it should be', async () => {
    const at = 'indication';
    const host = quirky(
      {},
      { at, command: '+CMTI', nth: 1, do: 'lose' },
      { at, command: '+CMTI', nth: 2, do: 'delay', ms: 100 },
      { at, command: '+CMTI', nth: 3, do: 'double' },
      { at, command: '+CMTI', nth: 4, do: 'replace', lines: ['+CMTI: "SM",-1'] },
    );
    host.ask('AT+CNMI=2,1');
    const next = (): string => {
      host.network.deliver(host.modem.number, { from: '+447700900777', text: 'hello' });
      return host.heard();
    };
    expect(next()).toBe('');
    expect(next()).toBe('');
    await host.clock.advance(100);
    expect(host.heard()).toBe('\r\n+CMTI: "SM",2\r\n');
    expect(next()).toBe('\r\n+CMTI: "SM",3\r\n\r\n+CMTI: "SM",3\r\n');
    expect(next()).toBe('\r\n+CMTI: "SM",-1\r\n');
  });
});
