import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodePdu, type Tpdu } from '../../src/sms';
import { DEFAULT_TABLES, gsm7Tables, readGsm7, writeSeptets } from '../../src/sms/alphabet/gsm7';
import { NATIONAL_LANGUAGES } from '../../src/sms/alphabet/languages';
import { addressAt, serviceCentreOf, skipAddress, skipServiceCentre } from '../../src/sms/address';
import { octetsOfHex } from '../../src/sms/hex';
import { HexWriter } from '../../src/sms/hex-writer';
import { OctetReader } from '../../src/sms/octet-reader';
import { packSeptets } from '../../src/sms/septets';

interface Vector {
  source: string;
  name: string;
  kind: string;
  dir?: 'mo' | 'mt';
  hex: string;
  expected: Record<string, unknown>;
}

const read = (name: string) => readFileSync(join(__dirname, 'vectors', name), 'utf8');

const vectors = read('pdu.jsonl')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Vector);

const nli = (name: unknown) => NATIONAL_LANGUAGES.find((language) => language.name === name)?.nli;

const instant = (time: unknown) => Date.parse(String(time).replace(/([+-]\d\d)$/, '$1:00'));

/** How each key of a vector is said by a TPDU: what was read, and what is expected, in the same words. */
const COMPARED: Record<string, (tpdu: Tpdu, expected: unknown) => [unknown, unknown]> = {
  type: (tpdu, expected) => [tpdu.type, `SMS-${String(expected)}`],
  smsc: (tpdu, expected) => [signed(tpdu.smsc, expected), expected],
  address: (tpdu, expected) => [signed(tpdu.address, expected), expected],
  scts: (tpdu, expected) => [Date.parse(tpdu.scts ?? ''), instant(expected)],
  dt: (tpdu, expected) => [Date.parse(tpdu.dt ?? ''), instant(expected)],
  scts_utc: (tpdu, expected) => [Date.parse(tpdu.scts ?? ''), Date.parse(`${String(expected)}Z`)],
  vp_minutes: (tpdu, expected) => [tpdu.validity, (expected as number) * 60],
  vp_local: (tpdu, expected) => [String(tpdu.validity).slice(0, 19), expected],
  st: (tpdu, expected) => [tpdu.status, expected],
  srr: (tpdu, expected) => [Number(tpdu.srr), expected],
  data: (tpdu, expected) => [tpdu.data, String(expected).toUpperCase()],
  multipart: (tpdu, expected) => [tpdu.concat !== undefined, expected],
  text_prefix_of: (tpdu, expected) => [String(expected).startsWith(tpdu.text!), true],
  text_contains_part_of: (tpdu, expected) => [String(expected).includes(tpdu.text!), true],
  nli_locking: (tpdu, expected) => [tpdu.locking, expected],
  nli_single: (tpdu, expected) => [tpdu.single, expected],
  ies: (tpdu, expected) => [tpdu.udh?.map(({ iei, data }) => `${hex(iei)}:${data.toLowerCase()}`), expected],
  concat: ({ concat }, expected) => [
    concat && { ref: concat.reference, max: concat.total, seq: concat.sequence },
    expected,
  ],
  dst_port: (tpdu, expected) => [port(tpdu, 0), expected],
  src_port: (tpdu, expected) => [port(tpdu, 4), expected],
};

/** Some sources leave out the `+` of an international number. */
const signed = (number: string | undefined, expected: unknown) =>
  String(expected).startsWith('+') ? number : number?.replace(/^\+/, '');

const hex = (octet: number) => octet.toString(16).padStart(2, '0');

const port = ({ udh }: Tpdu, at: number) =>
  parseInt(udh!.find(({ iei }) => iei === 5)!.data.slice(at, at + 4), 16);

const compare = (tpdu: Tpdu, key: string, expected: unknown) =>
  COMPARED[key]?.(tpdu, expected) ?? [tpdu[key as keyof Tpdu], expected];

/** Said about a card's own packing, or about octets that the source gives in another alphabet than it says. */
const NOT_OF_THE_TPDU = new Set([
  'ud_hex',
  'dcs_after_card_packing',
  'udhl',
  'vp_raw',
  'locking',
  'single',
  'mwi',
]);

const decode = ({ kind, hex: pdu, dir, expected }: Vector) =>
  decodePdu(pdu, {
    tpdu: kind !== 'pdu',
    direction: dir,
    locking: nli(expected.locking),
    single: nli(expected.single),
  });

describe('published vectors', () => {
  const pdus = vectors
    .filter(({ kind }) => /^(pdu|tpdu)/.test(kind))
    .map((vector, line) => ({ ...vector, line }));
  const bad = pdus.filter(({ expected }) => expected.invalid);
  const silent = pdus.filter(({ expected }) => Object.keys(expected).length === 0);
  const good = pdus.filter((vector) => !bad.includes(vector) && !silent.includes(vector));

  it('are all there', () => {
    expect({ good: good.length, bad: bad.length, silent: silent.length }).toEqual({
      good: 259,
      bad: 5,
      silent: 4,
    });
  });

  it.each(good)('$source: $name ($line)', (vector) => {
    const tpdu = decode(vector);
    for (const [key, expected] of Object.entries(vector.expected)) {
      if (!NOT_OF_THE_TPDU.has(key)) {
        const [said, wanted] = compare(tpdu, key, expected);
        expect(said, key).toEqual(wanted);
      }
    }
  });

  it.each(bad)('$source: $name ($line) is refused', (vector) => {
    expect(() => decode(vector)).toThrow(/^TP-\w+: .*, at octet \d+$/);
  });

  it.each(good.filter(({ name }) => name.startsWith('sms_charset_')))(
    'ofono: $name is an SMS-SUBMIT with the same text, read with its service centre address',
    ({ hex: pdu, expected }) => {
      const tables = { locking: nli(expected.locking), single: nli(expected.single) };
      expect(decodePdu(pdu, tables)).toMatchObject({
        type: 'SMS-SUBMIT',
        address: '+35010101010',
        text: expected.text,
      });
    },
  );

  it('that expect nothing: one reads well, three announce addresses that are too long', () => {
    const outcome = ({ hex: pdu }: Vector) => {
      try {
        return decodePdu(pdu).type;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(silent.map(outcome)).toEqual([
      'SMS-SUBMIT',
      'SCA: 12 octets announced, at most 11 expected, at octet 0',
      'TP-OA: 255 digits announced, at most 20 expected, at octet 2',
      'SCA: 196 octets announced, at most 11 expected, at octet 0',
    ]);
  });

  it.each(vectors.filter(({ kind }) => kind.endsWith('address')))(
    'address $hex',
    ({ kind, hex: field, expected }) => {
      const octets = octetsOfHex(field, 'address');
      const reader = new OctetReader(octets, octets.length);
      const isServiceCentre = kind !== 'address';
      if (isServiceCentre) skipServiceCentre(reader);
      else skipAddress(reader, 'TP-DA');
      const number = isServiceCentre ? serviceCentreOf(octets) : addressAt(octets, 0).number;
      expect(number).toBe(expected.address);
      expect(reader.left).toBe(0);
    },
  );

  it.each(vectors.filter(({ kind }) => kind === 'gsm7-packed'))(
    'septets of $name',
    ({ hex: packed, expected }) => {
      const octets = octetsOfHex(packed, 'septets');
      const count = expected.septets as number;
      const septets = new Uint8Array(200);
      expect(readGsm7(octets, 0, count)).toBe(expected.text);
      expect(writeSeptets(expected.text as string, septets)).toBe(count);
      const again = new HexWriter();
      packSeptets(septets, 0, count, again);
      expect(again.text()).toBe(packed.toUpperCase());
    },
  );
});

describe('tables of 23.038', () => {
  type Table = Record<string, string> | null;
  const tables = JSON.parse(read('national-language-tables.json')) as Record<
    string,
    { nli: number; locking: Table; single: Table }
  >;

  const entries = (table: Table) =>
    Object.entries(table ?? {}).map(
      ([code, unit]) => [parseInt(code, 16), String.fromCharCode(parseInt(unit, 16))] as const,
    );

  it.each(Object.entries(tables))('%s, code by code', (name, { nli: id, locking, single }) => {
    expect(NATIONAL_LANGUAGES[id]).toMatchObject({ nli: id, name });
    expect(NATIONAL_LANGUAGES[id]!.locking === null).toBe(locking === null);
    const { units, septets } = gsm7Tables(id, id);
    for (const [code, character] of entries(locking)) {
      expect(String.fromCharCode(units[code]!), `locking ${code}`).toBe(character);
      expect(septets[character.charCodeAt(0)]).toBeLessThan(128);
    }
    for (const [code, character] of entries(single)) {
      expect(String.fromCharCode(units[128 + code]!), `single ${code}`).toBe(character);
    }
  });

  it('knows no other identifier', () => {
    expect(gsm7Tables(14, 255)).toBe(DEFAULT_TABLES);
  });
});
