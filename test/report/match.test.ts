import { describe, expect, it } from 'vitest';
import { isSameNumber, matchReport, type ReportCandidate } from '../../src/report/match';

const TIME = Date.UTC(2026, 0, 1);

const segment = (messageId: number, changes: Partial<ReportCandidate> = {}): ReportCandidate => ({
  attemptId: messageId,
  sequence: 1,
  messageId,
  recipient: '447700900001',
  intentAt: TIME + messageId * 1_000,
  reference: 5,
  reportStatus: null,
  reportScts: null,
  ...changes,
});

const report = { reference: 5, address: '+447700900001', scts: '2026-01-01T00:00:00+00:00' };

describe('matching a status report', () => {
  it('goes to the newest open segment when TP-MR has wrapped', () => {
    expect(matchReport(report, [segment(1), segment(2)])?.messageId).toBe(2);
    expect(
      matchReport(report, [segment(1), segment(2, { reportStatus: 0, reportScts: 'x' })])?.messageId,
    ).toBe(1);
  });

  it('takes the national form of the number', () => {
    expect(matchReport({ ...report, address: '07700900001' }, [segment(1)])?.messageId).toBe(1);
    expect(matchReport({ ...report, address: '+447700900002' }, [segment(1)])).toBeUndefined();
    expect(isSameNumber('+4479', '79')).toBe(false);
  });

  it('settles the only doubt to the number when no reference fits', () => {
    const doubts = [segment(1, { reference: null }), segment(3, { reference: 6 })];
    expect(matchReport(report, doubts)?.messageId).toBe(1);
  });

  it('a report that could be about either of two doubts settles neither: one was perhaps never sent', () => {
    const doubts = [segment(2, { reference: null }), segment(1, { reference: null })];
    expect(matchReport(report, doubts)).toBeUndefined();
  });

  it('a report of what was taken before the message existed does not make it delivered', () => {
    const doubt = segment(1, { reference: null });
    expect(matchReport({ ...report, scts: '2025-12-31T00:00:00+00:00' }, [doubt])).toBeUndefined();
    const yesterday = segment(2, { reference: null, intentAt: TIME - 86_400_000 });
    expect(matchReport(report, [doubt, yesterday])?.messageId).toBe(1);
  });

  it('a doubled report does not settle somebody else’s doubt', () => {
    const reported = segment(1, { reportStatus: 0, reportScts: report.scts });
    expect(matchReport(report, [reported, segment(2, { reference: null })])).toBeUndefined();
  });

  it('a later report replaces that of a centre that still tried', () => {
    const trying = segment(1, { reportStatus: 0x30, reportScts: report.scts });
    expect(matchReport(report, [trying])?.messageId).toBe(1);
  });
});
