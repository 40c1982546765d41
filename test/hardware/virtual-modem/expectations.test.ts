import { describe, expect, it } from 'vitest';
import { encodeSubmit } from '../../../src/sms';
import { ExpectationError } from '../../../hardware/virtual-modem';
import { quietHost, submitPdu } from './host';

describe('expectBytes', () => {
  it('takes what the host wrote piece by piece', () => {
    const host = quietHost();
    host.ask('AT+CSQ');
    host.modem.expectBytes('ATE0\r');
    expect(host.modem.expectBytes(/AT\+\w+/g)).toBe('AT+CSQ');
    host.modem.expectBytes('\r');
    host.modem.expectNoMoreBytes();
  });

  it('shows what came instead, and where it differs', () => {
    const host = quietHost();
    host.modem.expectBytes('ATE0\r');
    host.ask('AT+CMGS=22');
    expect(() => host.modem.expectBytes('AT+CMGS=23\r')).toThrow(
      new ExpectationError(
        'the host was expected to have written next\n  "AT+CMGS=23\\r"\nbut wrote\n  "AT+CMGS=22\\r"\n' +
          '            ^ differs from here\nafter "ATE0\\r"',
      ),
    );
    expect(() => host.modem.expectNoMoreBytes()).toThrow('wrote\n  "AT+CMGS=22\\r"');
  });

  it('does not look further on, and says where nothing came', () => {
    const host = quietHost();
    expect(() => host.modem.expectBytes(/E0/)).toThrow('/E0/\nbut wrote');
    host.modem.expectBytes('ATE0\r');
    expect(() => host.modem.expectBytes('AT')).toThrow('but has written nothing');
  });
});

describe('expectMessage', () => {
  it('finds each message once', () => {
    const host = quietHost();
    host.send(submitPdu({ text: 'one' }));
    host.send(submitPdu({ text: 'two' }));
    expect(host.network.expectMessage({ text: /t/ })).toMatchObject({ text: 'two', mr: 1 });
    expect(() => host.network.expectMessage({ text: 'two' })).toThrow(ExpectationError);
    host.network.expectMessage();
    host.network.expectNoOtherMessage();
  });

  it('takes a long message as one, and tells it from the next with the same reference', () => {
    const host = quietHost();
    const text = 'a'.repeat(200);
    for (let time = 0; time < 2; time++) {
      encodeSubmit({ to: '+447700900555', text, reference: 7 }).forEach((part) => host.send(part));
    }
    host.network.expectMessage({ text, segments: 2 });
    host.network.expectMessage({ text, segments: 2 });
    host.network.expectNoOtherMessage();
  });

  it('lists what the network took instead, and why it does not fit', () => {
    const host = quietHost();
    expect(() => host.network.expectMessage({ to: '+44' })).toThrow(
      'the network was expected to have taken a message with to "+44"\nbut has taken none',
    );
    host.send(submitPdu());
    expect(() => host.network.expectMessage({ to: '+447700900555', text: 'Door shut', srr: true })).toThrow(
      `  1. ${host.modem.number} to +447700900555, "Door open": text is "Door open"; srr is false`,
    );
    expect(() => host.network.expectNoOtherMessage()).toThrow('"Door open"');
  });
});
