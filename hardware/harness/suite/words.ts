/** `0.4 s`, `12.3 s`, `2 min 5 s`. */
export function seconds(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A number with stars for its end, for what is attached to issues. */
export function maskNumber(number: string): string {
  return number.length > 6 ? `${number.slice(0, -4)}****` : number;
}
