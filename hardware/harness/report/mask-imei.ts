/** Digits of an IMEI that tell the model (23.003 6.2.1); the rest tells the device. */
const TYPE_ALLOCATION = 8;

/** The IMEI with stars for what makes it one person's. */
export function maskImei(imei: string): string {
  return imei.replace(/\d{9,}/g, (digits) => digits.slice(0, TYPE_ALLOCATION).padEnd(digits.length, '*'));
}
