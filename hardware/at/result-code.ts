import type { ModemFailure } from '../../src/dispatch/modem-port';

/** A final result code: it ends the command in flight. */
export type ResultCode = { ok: true } | { ok: false; failure: ModemFailure };

const EXTENDED = /^\+(CMS|CME) ERROR: *(.*)$/i;

/** Words that some modems answer in place of ERROR. */
const PLAIN_FAILURES = new Set(['ERROR', 'COMMAND NOT SUPPORT', 'TOO MANY PARAMETERS']);

/** Reads a final result code (V.250 5.7.1, 27.005 3.2.5, 27.007 9.2), or nothing. */
export function parseResultCode(line: string): ResultCode | undefined {
  if (line === 'OK') return { ok: true };
  if (PLAIN_FAILURES.has(line)) return { ok: false, failure: { kind: 'ERROR', text: line } };
  const extended = EXTENDED.exec(line);
  if (!extended) return undefined;
  const kind = extended[1]!.toUpperCase() as 'CMS' | 'CME';
  const detail = extended[2]!.trim();
  const failure: ModemFailure = { kind, text: line };
  return { ok: false, failure: /^\d{1,5}$/.test(detail) ? { ...failure, code: Number(detail) } : failure };
}
