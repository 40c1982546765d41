import { readGsm7, writeSeptets } from './alphabet/gsm7';
import { readUcs2 } from './alphabet/ucs2';
import { readDcs } from './dcs';
import { octetsOfHex } from './hex';
import { HexWriter } from './hex-writer';
import { packSeptets } from './septets';

const CR = 0x0d;
const SEPTET = 7;
/** A USSD string has at most 160 octets. */
const MOST_SEPTETS = 182;

/** TP-DCS values of cell broadcast and USSD that say UCS2: after a language, and by modems that give that of an SMS (23.038 5). */
const UCS2_CODINGS = new Set([0x08, 0x11]);

/**
 * A USSD string as hexadecimal of packed septets (23.038 6.1.2.3), as some modems want it; seven spare bits hold a CR.
 * Throws RangeError where it is not GSM 7, or longer than 182 septets.
 */
export function packUssd(text: string): string {
  const septets = new Uint8Array(2 * text.length + 1);
  let count = writeSeptets(text, septets);
  if (count < 0)
    throw new RangeError(`USSD: ${JSON.stringify(text)}, expected characters of the GSM 7 alphabet`);
  if (count > MOST_SEPTETS) throw new RangeError(`USSD: ${count} septets, at most ${MOST_SEPTETS} expected`);
  if (count % 8 === SEPTET) septets[count++] = CR;
  const writer = new HexWriter();
  packSeptets(septets, 0, count, writer);
  return writer.text();
}

/** The text of a USSD string as +CUSD gives it: plain, hexadecimal of UCS2, or where it was `packed` of septets. */
export function readUssd(value: string, dcs: number, packed: boolean): string {
  const octets = /^([0-9A-F]{2})+$/i.test(value) ? octetsOfHex(value, 'USSD') : undefined;
  if (!octets) return value;
  if (isUcs2(dcs)) return octets.length % 2 === 0 ? readAllUcs2(octets) : value;
  return packed ? unpack(octets) : value;
}

const isUcs2 = (dcs: number): boolean =>
  UCS2_CODINGS.has(dcs) || (dcs >> 6 === 1 && readDcs(dcs).alphabet === '16bit');

/** In pieces of what readUcs2 takes at once. */
function readAllUcs2(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 256)
    text += readUcs2(octets, at, Math.min(octets.length, at + 256));
  return text;
}

function unpack(octets: Uint8Array): string {
  const count = Math.min(Math.floor((octets.length * 8) / SEPTET), MOST_SEPTETS);
  const text = readGsm7(octets, 0, count);
  return count % 8 === 0 && text.endsWith('\r') ? text.slice(0, -1) : text;
}
