/** Strength of the signal in words; `signal` as 27.007 8.5 has it: 0..31 in steps of 2 dB, null when not known. */
export function describeSignal(signal: number | null): string {
  if (signal === null) return 'unknown';
  const open = signal === WEAKEST ? ' or less' : signal === STRONGEST ? ' or more' : '';
  return `${signal} of ${STRONGEST} (${toDbm(signal)} dBm${open})`;
}

/** 0..31 (27.007 8.5) as received power, -113..-51 dBm; 0 stands for less, too, and 31 for more. */
export const toDbm = (signal: number): number => 2 * signal - 113;

const WEAKEST = 0;
const STRONGEST = 31;
