import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import {
  jsonReport,
  junitReport,
  markdownReport,
  TerminalReport,
  type Findings,
  type Result,
} from '../../../hardware/harness';

const result = (verdict: Result['verdict'], over: Partial<Result> = {}): Result => ({
  check: { name: `check ${verdict}`, about: 'does it' },
  verdict,
  ms: 1_234,
  detail: `${verdict} it is`,
  ...over,
});

const findings = (over: Partial<Findings> = {}): Findings => ({
  port: '/dev/ttyUSB0',
  to: '+447700900123',
  startedAt: '2026-01-02T03:04:05.678Z',
  ms: 65_000,
  identity: {
    manufacturer: 'ACME Inc',
    model: 'M<1>',
    revision: '1 & 2',
    imei: '490154203237518',
    profile: 'generic',
  },
  capabilities: new Map([
    ['+CNMI', '(0-2),(0-3)'],
    ['+CMMS', null],
  ]),
  results: [result('passed'), result('failed', { advice: 'Buy another.' }), result('skipped')],
  quirks: [{ sentence: 'it ]]> hums' }],
  messages: { spent: 3, limit: 20 },
  interrupted: false,
  ...over,
});

/** What modems really put on a line, and what XML, Markdown and terminals make something else of. */
const NASTY = 'a & b < c > "d" \'e\' | f \\ \0\x1b[2J\x08\ufffe ]]> \ud800 <!-- `';

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: true });

describe('JUnit', () => {
  it('has one case a check, and the counts that a CI reads', () => {
    const xml = junitReport(findings());
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = parser.parse(xml) as { testsuites: Record<string, unknown> };
    expect(testsuites).toMatchObject({ tests: 3, failures: 1, skipped: 1, errors: 0, time: 65 });
    expect(testsuites['testsuite']).toMatchObject({
      timestamp: '2026-01-02T03:04:05',
      testcase: [
        { classname: 'hil.M<1>', name: 'check passed', time: 1.234 },
        { failure: { message: 'failed it is', '#text': 'Buy another.' } },
        { skipped: { message: 'skipped it is' } },
      ],
    });
  });

  it('is valid whatever a modem says', () => {
    const nasty = findings({
      results: (['passed', 'failed', 'skipped'] as const).map((verdict) =>
        result(verdict, { detail: NASTY, advice: NASTY }),
      ),
      quirks: [{ sentence: NASTY }],
      identity: { manufacturer: NASTY, model: NASTY, revision: NASTY, imei: NASTY, profile: 'generic' },
    });
    const xml = junitReport(nasty);
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(xml).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\ud800]/);
  });
});

describe('the report in Markdown', () => {
  it('has what an issue needs, without IMEI and number', () => {
    const text = markdownReport(findings());
    expect(text).toContain('# ACME Inc M&lt;1>: 1 passed, 1 failed, 1 skipped');
    expect(text).toContain('| IMEI | 49015420******* |');
    expect(text).toContain('| messages | 3 of at most 20, to +44770090**** |');
    expect(text).toContain('| check failed | **FAILED** | 1.2 s | failed it is |');
    expect(text).toContain('- **check failed**: Buy another.');
    expect(text).toContain('| +CMMS | not known |');
    expect(text).not.toMatch(/490154203237518|447700900123/);
  });

  it('keeps its tables whatever a modem says', () => {
    const text = markdownReport(findings({ results: [result('failed', { detail: `${NASTY}\r\n| x |` })] }));
    const [row] = text.split('\n').filter((line) => line.includes('FAILED') && line.startsWith('|'));
    expect(row!.replaceAll(/\\[|\\]/g, '').split('|')).toHaveLength(6);
    expect(row).not.toMatch(/<!--|[\x00-\x1f]/);
  });

  it('says when it was interrupted', () => {
    expect(markdownReport(findings({ interrupted: true }))).toContain('skipped (interrupted)');
  });
});

describe('the document in JSON', () => {
  const read = (over?: Partial<Findings>) =>
    JSON.parse(jsonReport(findings(over))) as { verdict: string; checks: { detail: string }[] };

  it('has all that a program asks for, without IMEI and number', () => {
    expect(read()).toEqual({
      hil: 1,
      verdict: 'failed',
      counts: { passed: 1, failed: 1, skipped: 1 },
      port: '/dev/ttyUSB0',
      startedAt: '2026-01-02T03:04:05.678Z',
      ms: 65_000,
      modem: {
        manufacturer: 'ACME Inc',
        model: 'M<1>',
        revision: '1 & 2',
        imei: '49015420*******',
        profile: 'generic',
      },
      messages: { to: '+44770090****', spent: 3, limit: 20 },
      checks: (['passed', 'failed', 'skipped'] as const).map((verdict) => ({
        name: `check ${verdict}`,
        about: 'does it',
        verdict,
        ms: 1_234,
        detail: `${verdict} it is`,
        advice: verdict === 'failed' ? 'Buy another.' : null,
      })),
      capabilities: { '+CNMI': '(0-2),(0-3)', '+CMMS': null },
      quirks: ['it ]]> hums'],
      profileSuggestion: null,
    });
  });

  it('calls a run interrupted only where nothing failed before', () => {
    const passed = [result('passed')];
    expect(read({ results: passed }).verdict).toBe('passed');
    expect(read({ results: passed, interrupted: true }).verdict).toBe('interrupted');
    expect(read({ interrupted: true }).verdict).toBe('failed');
  });

  it('is valid whatever a modem says', () => {
    expect(read({ results: [result('failed', { detail: NASTY })] }).checks[0]!.detail).toBe(NASTY);
  });
});

describe('the terminal', () => {
  const shown = (terminal: boolean, use: (report: TerminalReport) => void): string => {
    let text = '';
    use(new TerminalReport((piece) => (text += piece), terminal));
    return text;
  };

  it('gets one line a check, and what to do about a failure', () => {
    const text = shown(false, (report) => {
      report.ended(result('passed'));
      report.ended(result('failed', { advice: 'Buy another.' }));
      report.ended(result('skipped'));
      report.finished(findings());
    });
    expect(text.split('\n')).toEqual([
      '  ok   check passed              1.2 s  passed it is',
      '  FAIL check failed              1.2 s  failed it is',
      '       -> Buy another.',
      '  skip check skipped                    skipped it is',
      '  note  it ]]> hums',
      '',
      '1 passed, 1 failed, 1 skipped in 1 min 5 s; 3 of at most 20 messages to +447700900123',
      '',
    ]);
  });

  it('does not let a modem move its cursor', () => {
    const text = shown(true, (report) => report.ended(result('passed', { detail: NASTY })));
    expect(text).not.toContain('\x1b[2J');
    expect(text).not.toMatch(/[\x00\x08]/);
  });
});
