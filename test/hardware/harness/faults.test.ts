import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../hardware/virtual-modem';
import { namesOf, resultOf, Rig, type RigOptions } from './rig';

/** A fault of the modem, the check that has to fail, and what it has to say. */
interface Case {
  fault: string;
  rules: FaultRule[];
  check: string;
  detail: string | RegExp;
  /** Other checks that cannot pass then. */
  also?: string[];
}

/** Of the PDUs that are messages the third is the one in UCS2. */
const UCS2 = { to: '+44*', nth: 3 } as const;

const CASES: Case[] = [
  {
    fault: 'no IMEI',
    rules: [{ command: '+CGSN', do: 'refuse', error: 'ERROR' }],
    check: 'probe',
    detail: 'AT+CGSN gave no IMEI of 15 digits',
    also: ['answers'],
  },
  {
    fault: 'no PDU mode',
    rules: [{ command: '+CMGF=0', times: 1, do: 'refuse', error: 'CMS 303' }],
    check: 'capabilities',
    detail: 'AT+CMGF= was answered by +CMS ERROR: 303',
  },
  {
    fault: 'AT+CNMI=? is not known',
    rules: [{ command: '+CNMI=?', do: 'refuse', error: 'ERROR' }],
    check: 'capabilities',
    detail: 'AT+CNMI=? was answered by an error',
  },
  {
    fault: 'AT+CNMI is refused as it was offered',
    rules: [{ command: '+CNMI=2', do: 'refuse', error: 'CMS 303' }],
    check: 'indications',
    detail: 'AT+CNMI=2,2,0,1,0 was asked for as offered, and 0,0,0,0,0 is set',
  },
  {
    fault: 'an unknown command is answered by OK',
    rules: [{ command: '+GSMFALLBACK', do: 'refuse', error: 'OK' }],
    check: 'errors',
    detail: 'an unknown command was answered by OK',
  },
  {
    fault: 'an unknown command is not answered',
    rules: [{ command: '+GSMFALLBACK', at: 'command', do: 'lose' }],
    check: 'errors',
    detail: 'AT+GSMFALLBACK was not answered within 5 s',
  },
  {
    fault: 'information of another program on the same port',
    rules: [{ command: '+CSQ', nth: 2, do: 'indicate', lines: ['+CSQ: 3,99'] }],
    check: 'answers',
    detail: 'AT+CSQ had 2 lines of information, 1 expected',
  },
  {
    fault: 'no prompt',
    rules: [{ command: '+CMGS=20', at: 'command', do: 'lose' }],
    check: 'prompt abort',
    detail: 'no prompt after AT+CMGS within 10 s',
  },
  {
    fault: 'UCS2 is refused',
    rules: [{ ...UCS2, do: 'refuse', error: 'CMS 304' }],
    check: '16bit',
    detail: 'the PDU was answered by +CMS ERROR: 304',
  },
  {
    fault: 'an answer in words',
    rules: [{ ...UCS2, do: 'refuse', error: '+CMS ERROR: invalid input value' }],
    check: '16bit',
    detail: 'the PDU was answered by +CMS ERROR: invalid input value',
  },
  {
    fault: 'the answer is lost though the network took it',
    rules: [{ ...UCS2, do: 'lose' }],
    check: '16bit',
    detail: 'no +CMGS and no error after the PDU within 60 s',
  },
  {
    fault: 'a reboot in the middle of a message',
    rules: [{ ...UCS2, at: 'submit', do: 'reboot' }],
    check: '16bit',
    detail: /^no answer after the PDU: .*rebooted \(RDY\)/,
  },
  {
    fault: 'unplugged in the middle of a message',
    rules: [{ ...UCS2, at: 'submit', do: 'unplug', replugAfter: 1 }],
    check: '16bit',
    detail: /^no answer after the PDU: unplugged/,
  },
  {
    fault: 'a second segment that is refused',
    rules: [{ to: '+44*', nth: 11, do: 'refuse', error: 'CMS 500' }],
    check: 'concatenation 7bit',
    detail: 'the PDU was answered by +CMS ERROR: 500',
  },
  {
    fault: 'a reboot between two messages',
    rules: [{ to: '+44*', nth: 3, do: 'indicate', lines: ['RDY'] }],
    check: '16bit',
    detail: /rebooted \(RDY\)/,
  },
  {
    fault: 'silence in the soak',
    rules: [{ command: '+CSQ', nth: 16, at: 'command', do: 'lose' }],
    check: 'soak',
    detail: /^after [\d.]+ s: AT\+CSQ: was not answered within 5000 ms/,
  },
  {
    fault: 'a reboot in the soak',
    rules: [{ to: '+44*', nth: 18, do: 'reboot' }],
    check: 'soak',
    detail: /message 2: no answer after the PDU: .*rebooted \(RDY\)/,
  },
];

describe('the suite says no', () => {
  it.each(CASES)('$fault: $check fails', async ({ rules, check, detail, also = [] }) => {
    const findings = await new Rig({ modem: { faults: rules } }).run();
    const result = resultOf(findings, check);
    expect(result.verdict).toBe('failed');
    expect(result.detail).toMatch(detail);
    expect(result.advice).toMatch(/\w\.$|\?$/);
    expect(namesOf(findings, 'failed').sort()).toEqual([check, ...also].sort());
  });

  it('a hang: the check fails, and those behind it say since when', async () => {
    const findings = await new Rig({ modem: { faults: [{ nth: 3, at: 'submit', do: 'hang' }] } }).run();
    expect(namesOf(findings, 'failed')).toEqual(['16bit']);
    expect(resultOf(findings, 'class 1')).toMatchObject({
      verdict: 'skipped',
      detail: 'the modem answers no more since 16bit',
    });
  });
});

describe('what a modem lacks is told once, and skipped where it is needed', () => {
  const skippedWith = async (options: RigOptions, needed: string, detail: string) => {
    const findings = await new Rig(options).run();
    expect(resultOf(findings, needed)).toMatchObject({ verdict: 'skipped', detail });
    return findings;
  };

  it('no SIM', async () => {
    const findings = await skippedWith({ modem: { sim: { present: false } } }, '7bit', 'sim failed');
    expect(namesOf(findings, 'failed')).toEqual(['sim']);
    expect(resultOf(findings, 'sim').detail).toBe('no SIM inserted');
  });

  it('a wrong PIN: it is entered once, however often the port is opened again', async () => {
    const rig = new Rig({
      modem: { pin: '1234', faults: [{ command: '+GSMFALLBACK', do: 'reboot' }] },
      pin: '9999',
    });
    const findings = await rig.run();
    expect(resultOf(findings, 'sim').detail).toContain('the SIM did not take the configured PIN');
    expect(rig.commands.filter((line) => line.startsWith('AT+CPIN='))).toEqual(['AT+CPIN="9999"']);
  });

  it('no network', async () => {
    const rig = new Rig();
    rig.modem.setRegistration(3);
    const findings = await rig.run();
    expect(resultOf(findings, 'registration')).toMatchObject({
      verdict: 'failed',
      detail: 'denied (+CREG 3) after 60 s',
    });
    expect(resultOf(findings, '7bit').detail).toBe('registration failed');
    expect(rig.network.accepted).toEqual([]);
  });

  it('a network that gives no reports', async () => {
    const findings = await new Rig({ network: { reportStatus: () => undefined } }).run();
    expect(namesOf(findings, 'failed')).toEqual(['report matching']);
    expect(resultOf(findings, 'report matching').detail).toBe('no report for TP-MR 14 within 60 s');
  });

  it('a modem that cannot hand over reports', async () => {
    const rule: FaultRule = {
      command: '+CNMI=?',
      at: 'command',
      do: 'inject',
      octets: '\r\n+CNMI: (0-2),(0-3),(0,2),(0),(0,1)\r\n',
    };
    await skippedWith(
      { modem: { faults: [rule] } },
      'report matching',
      'the modem cannot hand over status reports (AT+CNMI=?)',
    );
  });
});
