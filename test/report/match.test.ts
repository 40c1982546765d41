import { describe, expect, it } from 'vitest';
import { isSameNumber, matchReport, type ReportCandidate } from '../../src/report/match';

const segment = (messageId: number, changes: Partial<ReportCandidate> = {}): ReportCandidate => ({
  attemptId: messageId,
  sequence: 1,
  messageId,
  recipient: '447700900001',
  intentAt: messageId * 1_000,
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

  it('settles the oldest doubt to the number when no reference fits', () => {
    const doubts = [
      segment(2, { reference: null }),
      segment(1, { reference: null }),
      segment(3, { reference: 6 }),
    ];
    expect(matchReport(report, doubts)?.messageId).toBe(1);
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
