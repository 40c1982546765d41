/** Digits that two forms of one number have in common: networks give national forms of international numbers. */
const COMMON_DIGITS = 7;

/** Whether two forms of a number can be the same subscriber. */
export function sameNumber(a: string, b: string): boolean {
  const [one, other] = [a, b].map((number) => number.replace(/\D/g, '').slice(-COMMON_DIGITS));
  return one === other;
}
