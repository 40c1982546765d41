/** A segment that a status report may be about. */
export interface ReportCandidate {
  attemptId: number;
  sequence: number;
  messageId: number;
  recipient: string;
  intentAt: number;
  /** TP-MR; null where the modem's answer was lost. */
  reference: number | null;
  /** TP-ST of an earlier report. */
  reportStatus: number | null;
  /** TP-SCTS of an earlier report. */
  reportScts: string | null;
}

/** What of an SMS-STATUS-REPORT tells which segment it is about. */
export interface ReportKey {
  /** TP-MR, 0..255. */
  reference: number;
  /** TP-RA. */
  address: string;
  /** TP-SCTS; null where the report has none that can be read. */
  scts: string | null;
}

/** Digits that two forms of one number must have in common. */
const COMMON_DIGITS = 7;

/** How far TP-SCTS may be from the time at which a segment was written, in milliseconds. */
const CLOCKS_APART = 10 * 60_000;

/** Whether two forms of a number can be the same subscriber: networks report national forms of international numbers. */
export function isSameNumber(a: string, b: string): boolean {
  const [long, short] = [a, b]
    .map((number) => number.replace(/^\+|^0+/, ''))
    .sort((x, y) => y.length - x.length) as [string, string];
  return long === short || (short.length >= COMMON_DIGITS && long.endsWith(short));
}

/**
 * The segment that a report is about. TP-MR wraps after 255, so the newest open segment with the reference and number is
 * meant; failing that, the one to that number whose reference was never learnt, if there is but one that the service
 * centre can have taken when TP-SCTS says. Nothing, where the report is a doubled one or could be about several: a doubt
 * that stays is seen, one that is settled wrongly is not.
 * @param candidates segments inside the time window, in any order
 */
export function matchReport(
  report: ReportKey,
  candidates: readonly ReportCandidate[],
): ReportCandidate | undefined {
  const toNumber = candidates.filter(({ recipient }) => isSameNumber(recipient, report.address));
  const referred = toNumber.filter(({ reference }) => reference === report.reference);
  const isDoubled = referred.some((s) => s.reportScts === report.scts && isFinal(s.reportStatus));
  if (report.scts !== null && isDoubled) return undefined;
  const open = referred.filter(({ reportStatus }) => !isFinal(reportStatus));
  const unknown = toNumber.filter(
    ({ reference, reportStatus }) => reference === null && !isFinal(reportStatus),
  );
  const possible = unknown.filter((segment) => couldBe(segment, report));
  return newest(open) ?? (possible.length === 1 ? possible[0] : undefined);
}

/** TP-SCTS is when the service centre took the segment: soon after we wrote it, by clocks that agree only so well. */
const couldBe = ({ intentAt }: ReportCandidate, { scts }: ReportKey): boolean =>
  scts === null || Math.abs(Date.parse(scts) - intentAt) <= CLOCKS_APART;

/** TP-ST 0x20..0x3F: the service centre still tries (23.040 9.2.3.15). */
const isFinal = (status: number | null): boolean => status !== null && (status < 0x20 || status >= 0x40);

const newest = (list: ReportCandidate[]) => list.toSorted((a, b) => b.intentAt - a.intentAt)[0];
