import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../hardware/harness';
import { seenQuirks } from '../../../hardware/harness/quirks';
import { resultOf, Rig, type RigOptions } from './rig';

const sentencesOf = (findings: Awaited<ReturnType<Rig['run']>>) =>
  findings.quirks.map(({ sentence }) => sentence);
const run = (modem: RigOptions['modem']) => new Rig({ modem, soak: 0 } as RigOptions).run();

describe('quirks that the suite sees on a modem that passes all the same', () => {
  it('none on a modem that keeps to the specification', async () => {
    expect(sentencesOf(await run({}))).toEqual([]);
  });

  it('a prompt without a space, and without a line end before it', async () => {
    expect(sentencesOf(await run({ dialect: { prompt: '\r\n>' } }))).toEqual([
      'the prompt is `>` without a space',
    ]);
    expect(sentencesOf(await run({ dialect: { prompt: '\r\n>\r\n' } }))).toEqual([
      'the prompt is `>` without a space',
    ]);
  });

  it('ESC is one more character of the PDU: 0x1A brings it back', async () => {
    const findings = await run({ dialect: { escapeAborts: false } });
    expect(resultOf(findings, 'prompt abort')).toMatchObject({
      verdict: 'passed',
      detail: 'ESC does not leave the prompt, 0x1A does',
    });
    expect(sentencesOf(findings)).toEqual(['ESC did not bring it back to commands, 0x1A was needed']);
  });

  it('indications of its own, before +CMGS too: a profile is suggested that turns them off', async () => {
    const findings = await run({
      faults: [{ do: 'indicate', lines: ['^RSSI:14', '+ZDONR: "Op",310,260,"CS_PS"'] }],
    });
    expect(sentencesOf(findings)).toEqual([
      expect.stringMatching(/^indications of the maker's own: \^RSSI \d+ times$/),
      'indications come between the PDU and +CMGS',
    ]);
    const report = markdownReport(findings);
    expect(report).toContain('matches: /Virtual Modem/i');
    expect(report).toContain('quieten: "AT^CURC=0"');
  });

  it('noise, and an error of a bare AT', async () => {
    const findings = await run({
      faults: [
        { command: '+CGMI', do: 'inject', octets: '\0\0\xff' },
        { command: 'AT', do: 'refuse', error: 'ERROR' },
      ],
    });
    expect(sentencesOf(findings)).toEqual([
      'octets on the line that are no text (noise, NUL)',
      'a bare AT is answered by ERROR',
    ]);
  });
});

/** A dialogue in the words of a transcript. */
const dialogue = (...turns: [host: string, modem: string][]) =>
  turns.flatMap(([host, modem], index) => [
    { ms: index, direction: 'toModem' as const, text: host },
    { ms: index, direction: 'fromModem' as const, text: modem },
  ]);

describe('quirks in bytes that others recorded', () => {
  it.each<[string, [string, string][]]>([
    ['lines end in LF only', [['AT\r', 'OK\n']]],
    ['lines end in CR only', [['AT\r', '\rOK\r']]],
    ['+CPIN: READY comes without a final OK', [['AT+CPIN?\r', '\r\n+CPIN: READY\r\n']]],
    ['AT+CMEE=1 is refused', [['AT+CMEE=1\r', '\r\nERROR\r\n']]],
    ['no line end before the prompt', [['AT+CMGS=20\r', '> ']]],
    ['a PDU is refused by +CME ERROR in place of +CMS ERROR', [['0011\x1a', '\r\n+CME ERROR: 14\r\n']]],
    [
      'errors come in words, though AT+CMEE=1 asks for numbers',
      [['AT+CMGR=1\r', '\r\n+CMS ERROR: invalid input value\r\n']],
    ],
    [
      'the PDU is echoed, ATE0 or not',
      [
        ['ATE0\r', '\r\nOK\r\n'],
        ['001100\x1a', ' 001100\r\n\r\n+CMS ERROR: 500\r\n'],
      ],
    ],
    [
      'reports are announced in the memory of messages (+CDSI)',
      [['AT\r', '\r\nOK\r\n\r\n+CDSI: "SM",0\r\n']],
    ],
    ['+CMTI comes without an index', [['AT\r', '\r\nOK\r\n\r\n+CMTI: "SM",-1\r\n']]],
    [
      'it complains about its power supply (UNDER-VOLTAGE WARNNING)',
      [['AT\r', 'OK\r\nUNDER-VOLTAGE WARNNING\r\n']],
    ],
    [
      'a status report can come before the +CMGS of its message',
      [['0011\x1a', '\r\n+CDS: 25\r\n0007\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n']],
    ],
  ])('%s', (sentence, turns) => {
    expect(seenQuirks(dialogue(...turns)).map((quirk) => quirk.sentence)).toEqual([sentence]);
  });
});
