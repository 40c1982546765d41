import { unpackSeptets } from '../septets';
import { textBuffer } from '../text-buffer';
import { NATIONAL_LANGUAGES } from './languages';
import { UnitBuffer } from './unit-buffer';

/** The escape to the single shift table (23.038 6.2.1). */
export const ESCAPE = 0x1b;

const SPACE = 0x20;

/** The last UTF-16 unit that any table has. */
const HIGHEST_UNIT = Math.max(
  ...NATIONAL_LANGUAGES.flatMap(({ locking, single }) =>
    Array.from(`${locking ?? ''}${single}`, (c) => c.charCodeAt(0)),
  ),
);

const NONE = 0xffff;

/** No table has a unit of that size: what stands for ESCAPE in a locking shift table. */
const ESCAPE_UNIT = 0x8000;

/**
 * One pair of tables, as TP-UD's header chooses it: the locking shift table for a septet by itself,
 * the single shift table for one after ESCAPE.
 */
export interface Gsm7Tables {
  /** National Language Identifiers, 0 for the default tables. */
  readonly locking: number;
  readonly single: number;
  /** UTF-16 units: of the locking shift table, with ESCAPE_UNIT, then of the single shift table. */
  readonly units: Uint16Array;
  /** By UTF-16 unit: the septet, ESCAPE << 8 | septet, or NONE. */
  readonly septets: Uint16Array;
  /** Whether there are marks that join the character before them. */
  readonly combining: boolean;
}

function tablesOf(locking: number, single: number): Gsm7Tables {
  const plain = NATIONAL_LANGUAGES[locking]!.locking ?? NATIONAL_LANGUAGES[0]!.locking!;
  const shifted = NATIONAL_LANGUAGES[single]!.single;
  const units = new Uint16Array(256).fill(SPACE);
  const septets = new Uint16Array(HIGHEST_UNIT + 1).fill(NONE);
  // Backwards, so that a character that a table has twice is written with the lower code.
  for (let code = 127; code >= 0; code--) {
    const unit = shifted.charCodeAt(code);
    const absent = code >= shifted.length || unit === SPACE;
    // 23.038 6.2.1.1: a code without a symbol here is shown as in the table that it was shifted from.
    units[128 + code] = absent ? plain.charCodeAt(code) : unit;
    if (!absent) {
      septets[unit] = (ESCAPE << 8) | code;
    }
  }
  for (let code = 0; code < 128; code++) {
    const unit = plain.charCodeAt(code);
    units[code] = unit;
    if (unit !== SPACE || code === SPACE) {
      septets[unit] = code;
    }
  }
  units[ESCAPE] = ESCAPE_UNIT;
  return { locking, single, units, septets, combining: /\p{M}/u.test(plain + shifted) };
}

const known = new Map<number, Gsm7Tables>();

/** The tables of two National Language Identifiers; one that is not known stands for the default table. */
export function gsm7Tables(locking: number, single: number): Gsm7Tables {
  const plain = NATIONAL_LANGUAGES[locking]?.locking ? locking : 0;
  const shifted = single < NATIONAL_LANGUAGES.length ? single : 0;
  const key = (plain << 8) | shifted;
  let tables = known.get(key);
  if (!tables) {
    tables = tablesOf(plain, shifted);
    known.set(key, tables);
  }
  return tables;
}

/** The default alphabet and its extension table. */
export const DEFAULT_TABLES = gsm7Tables(0, 0);

/** The longest text there is: 255 segments of 160 septets. No alphabet has more than one UTF-16 unit a septet. */
export const MAX_TEXT = 255 * 160;

const given = new UnitBuffer(MAX_TEXT);

/**
 * Writes the septets of `text` (at most MAX_TEXT units) into `target` and returns how many they are, an escape and what
 * follows it counting as two; -1 where a character is in neither table. `target` holds two septets for each UTF-16 unit.
 */
export function writeSeptets(text: string, target: Uint8Array, tables: Gsm7Tables = DEFAULT_TABLES): number {
  const { septets } = tables;
  const { length } = text;
  const { units } = given;
  given.write(text);
  // Most texts need no escape; whether this one does is seen at its end.
  let seen = 0;
  for (let index = 0; index < length; index++) {
    const unit = units[index]!;
    const code = unit <= HIGHEST_UNIT ? septets[unit]! : NONE;
    if (code === NONE) {
      return -1;
    }
    seen |= code;
    target[index] = code;
  }
  return seen < 128 ? length : writeEscaped(text, target, tables);
}

/** Of a text that `tables` have every character of. */
function writeEscaped(text: string, target: Uint8Array, { septets }: Gsm7Tables): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = septets[text.charCodeAt(index)]!;
    if (code >= 128) {
      target[count++] = ESCAPE;
    }
    target[count++] = code & 0x7f;
  }
  return count;
}

/** Septets that `text` takes, or -1 where a character is in neither table. */
export function countSeptets(text: string, tables: Gsm7Tables = DEFAULT_TABLES): number {
  const { septets } = tables;
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const code = unit <= HIGHEST_UNIT ? septets[unit]! : NONE;
    if (code === NONE) {
      return -1;
    }
    if (code >= 128) {
      count++;
    }
  }
  return count;
}

/** Whether the default alphabet with its extension table has every character of `text`. */
export function isGsm7(text: string): boolean {
  return countSeptets(text) >= 0;
}

const decoded = new UnitBuffer(256);

const latin1 = textBuffer(256);

const septets = new Uint8Array(256);

const AS_THEY_ARE = Uint16Array.from({ length: 128 }, (_, septet) => septet);

/**
 * The text of `count` (at most 256) septets that are packed in `octets` at `at`, after `fillBits` bits. An escape
 * that ends the text, or that is doubled, is a space.
 */
export function readGsm7(
  octets: Uint8Array,
  at: number,
  count: number,
  fillBits = 0,
  tables: Gsm7Tables = DEFAULT_TABLES,
): string {
  const { units } = tables;
  // Most texts have neither an escape nor a unit above U+00FF; whether this one does is seen at its end.
  if (unpackSeptets(octets, at, count, units, latin1, fillBits) < 0x100) {
    return latin1.latin1Slice(0, count);
  }
  unpackSeptets(octets, at, count, AS_THEY_ARE, septets, fillBits);
  return decoded.text(readEscaped(count, units));
}

/** Reads `septets` into `decoded` and returns how many units. */
function readEscaped(count: number, units: Uint16Array): number {
  const target = decoded.units;
  let length = 0;
  for (let index = 0; index < count; index++) {
    const septet = septets[index]!;
    if (septet !== ESCAPE) {
      target[length++] = units[septet]!;
    } else {
      index++;
      target[length++] = index < count ? units[128 + septets[index]!]! : SPACE;
    }
  }
  return length;
}
