import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../hardware/virtual-modem';
import { OK, quietHost, submitPdu, type Host } from './host';

const sending = (...faults: FaultRule[]): Host => quietHost({ faults });
const references = (host: Host): number[] => host.network.accepted.map(({ mr }) => mr);

describe('faults of a submission', () => {
  it('an error instead of acceptance', () => {
    const host = sending({ nth: 2, do: 'refuse', error: 'CMS 500' });
    expect(host.send(submitPdu())).toContain('+CMGS: 0');
    expect(host.send(submitPdu())).toBe('\r\n+CMS ERROR: 500\r\n');
    expect(host.send(submitPdu())).toContain('+CMGS: 1');
    expect(references(host)).toEqual([0, 1]);
  });

  it('an error though the network took it', () => {
    const host = sending({ nth: 1, do: 'refuse', at: 'answer', error: 'CME 14' });
    host.ask('AT+CMEE=1');
    expect(host.send(submitPdu())).toBe('\r\n+CME ERROR: 14\r\n');
    expect(references(host)).toEqual([0]);
  });

  it('an error in words, as it is', () => {
    const host = sending({ do: 'refuse', error: '+CMS ERROR: invalid input value' });
    expect(host.send(submitPdu())).toBe('\r\n+CMS ERROR: invalid input value\r\n');
  });

  it('a lost answer after the network took it, every other time', () => {
    const host = sending({ every: 2, do: 'lose' });
    expect(host.send(submitPdu())).toContain('+CMGS: 0');
    expect(host.send(submitPdu())).toBe('');
    expect(host.ask('AT')).toBe(OK);
    expect(host.send(submitPdu())).toContain('+CMGS: 2');
    expect(references(host)).toEqual([0, 1, 2]);
  });

  it('no prompt', () => {
    const host = sending({ times: 1, at: 'command', do: 'lose' });
    expect(host.ask('AT+CMGS=20')).toBe('');
    expect(host.ask('AT')).toBe(OK);
    expect(host.ask('AT+CMGS=20')).toBe('\r\n> ');
  });

  it('a hang until the power was cut', () => {
    const host = sending({ nth: 1, at: 'submit', do: 'hang' });
    expect(host.send(submitPdu())).toBe('');
    expect(host.ask('AT')).toBe('');
    expect(host.type('\x1bAT\rAT+CFUN=1,1\r')).toBe('');
    host.modem.powerOff();
    host.modem.powerOn();
    expect(host.heard()).toContain('RDY');
    expect(references(host)).toEqual([]);
    host.ask('ATE0');
    expect(host.send(submitPdu())).toContain('+CMGS: 0');
  });

  it('a late answer', async () => {
    const host = sending({ do: 'delay', ms: 70_000 });
    expect(host.send(submitPdu())).toBe('');
    await host.clock.advance(69_999);
    expect(host.heard()).toBe('');
    expect(references(host)).toEqual([0]);
    await host.clock.advance(1);
    expect(host.heard()).toContain('+CMGS: 0');
  });

  it('indications and noise before the answer', () => {
    const host = sending({ do: 'indicate', lines: ['^RSSI:14', 'RING'] }, { do: 'inject', octets: '\0\xff' });
    expect(host.send(submitPdu())).toBe('\r\n^RSSI:14\r\n\r\nRING\r\n\0\xff\r\n+CMGS: 0\r\n\r\nOK\r\n');
  });

  it('a reboot in the middle, with a banner and the settings of the factory', async () => {
    const host = quietHost({ bootTime: 5000, faults: [{ nth: 1, at: 'submit', do: 'reboot' }] });
    expect(host.send(submitPdu())).toBe('');
    expect(host.ask('AT')).toBe('');
    await host.clock.advance(5000);
    expect(host.heard()).toBe('\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\nCall Ready\r\n\r\nSMS Ready\r\n');
    expect(host.ask('AT')).toBe(`AT\r${OK}`);
    expect(references(host)).toEqual([]);
  });

  it('a reboot after the network took it', () => {
    const host = sending({ nth: 1, do: 'reboot' });
    expect(host.send(submitPdu())).not.toContain('+CMGS');
    expect(references(host)).toEqual([0]);
  });

  it('nothing of a message whose time on the network was cut by a reboot', async () => {
    const host = quietHost({}, { networkDelay: 1000 });
    host.send(submitPdu());
    host.modem.powerOff();
    host.modem.powerOn();
    host.heard();
    await host.clock.advance(60_000);
    expect(host.heard()).toBe('');
    expect(references(host)).toEqual([]);
  });

  it('only for a number, or for numbers that begin so', () => {
    const host = sending(
      { to: '+447700900111', do: 'refuse', error: 'CMS 21' },
      { to: '+33*', do: 'refuse', error: 'CMS 69' },
    );
    expect(host.send(submitPdu({ to: '+447700900111' }))).toContain('21');
    expect(host.send(submitPdu({ to: '+33612345678' }))).toContain('69');
    expect(host.send(submitPdu())).toContain('+CMGS: 0');
  });

  it('can be added while it runs, and cleared', () => {
    const host = quietHost();
    host.modem.faults.add({ do: 'lose' });
    expect(host.send(submitPdu())).toBe('');
    host.modem.faults.clear();
    expect(host.send(submitPdu())).toContain('+CMGS: 1');
  });
});

describe('faults of other commands', () => {
  it('strike the command that begins so', () => {
    const host = sending(
      { command: 'AT+CREG?', do: 'refuse', error: 'CME 14' },
      { command: 'AT', nth: 1, at: 'command', do: 'lose' },
    );
    expect(host.ask('AT')).toBe('');
    expect(host.ask('AT')).toBe(OK);
    expect(host.ask('AT+CREG=1')).toBe(OK);
    expect(host.ask('AT+CREG?')).toBe('\r\nERROR\r\n');
  });

  it('take the modem away and bring it back', async () => {
    const host = sending({ command: '+CSQ', nth: 1, do: 'unplug', replugAfter: 3000 });
    const seen: string[] = [];
    host.modem.on('unplugged', () => seen.push('unplugged')).on('plugged', () => seen.push('plugged'));
    expect(host.ask('AT+CSQ')).toBe('');
    expect(host.modem.plugged).toBe(false);
    await host.clock.advance(3000);
    expect(seen).toEqual(['unplugged', 'plugged']);
    expect(host.heard()).toContain('RDY');
  });
});

describe('AT+CFUN', () => {
  it('restarts after its OK', () => {
    const host = quietHost();
    host.ask('AT+CMEE=2');
    expect(host.ask('AT+CFUN=1,1')).toMatch(/^\r\nOK\r\n\r\nRDY\r\n/);
    host.ask('ATE0');
    expect(host.ask('AT+CMEE?')).toContain('+CMEE: 0');
  });

  it('leaves and enters the network, and says so', () => {
    const host = quietHost();
    host.ask('AT+CREG=2');
    expect(host.ask('AT+CFUN=4')).toBe(`${OK}\r\n+CREG: 0\r\n`);
    expect(host.send(submitPdu())).toBe('\r\n+CMS ERROR: 331\r\n');
    expect(host.ask('AT+CFUN=1')).toBe(`${OK}\r\n+CREG: 1,"00C3","0000C0DE"\r\n`);
  });
});
