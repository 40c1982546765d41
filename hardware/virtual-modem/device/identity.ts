/** Who a modem says it is. */
export interface Identity {
  manufacturer: string;
  model: string;
  revision: string;
  /** 15 digits, the last of them the check digit. */
  imei: string;
  /** With a leading `+`. */
  number: string;
}

/** The identity of the nth modem of a network, from 1: numbers that Ofcom keeps for drama, IMEIs that check. */
export function identityOf(
  sequence: number,
  given: { [Key in keyof Identity]?: Identity[Key] | undefined },
): Identity {
  return {
    manufacturer: given.manufacturer ?? 'gsm-fallback',
    model: given.model ?? 'Virtual Modem',
    revision: given.revision ?? '1.0',
    imei: given.imei ?? withCheckDigit(`35000000${String(sequence).padStart(6, '0')}`),
    number: given.number ?? `+447700900${String(sequence % 1000).padStart(3, '0')}`,
  };
}

/** The Luhn digit of 23.003 annex B, appended. */
function withCheckDigit(digits: string): string {
  const sum = [...digits].reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + Math.floor(weighted / 10) + (weighted % 10);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}
