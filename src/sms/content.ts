import { DEFAULT_TABLES, MAX_TEXT, countSeptets, gsm7Tables, type Gsm7Tables } from './alphabet/gsm7';
import { NATIONAL_LANGUAGES } from './alphabet/languages';
import { OctetBody, SeptetBody, Ucs2Body, type Body } from './body';
import { readDcs, type Alphabet } from './dcs';
import { PduError } from './error';
import { octetsOfHex } from './hex';
import { MAX_SEGMENTS, segment, type Segmentation } from './segmentation';
import { concatLength, ELEMENT, elementOctets, type InformationElement } from './user-data-header';

/** What a message carries and how it may be cut. Exactly one of `text` and `data` is given. */
export interface Content {
  text?: string | undefined;
  /** Octets, or hexadecimal. */
  data?: Uint8Array | string | undefined;
  /** `data` begins with its own user data header; then it is never concatenated. */
  udhi?: boolean | undefined;
  /** Default: the smallest that carries the text, 8bit for data. */
  alphabet?: Alphabet | undefined;
  /** TP-DCS as it is, 0..255: its coding group says the alphabet; then neither `alphabet` nor a class may be given. */
  dcs?: number | undefined;
  /** National Language Identifiers (23.038 6.2.1.2.4, 1 to 13) to write a 7bit text with. */
  locking?: number | undefined;
  single?: number | undefined;
  /**
   * National languages that may be chosen where a text then takes fewer segments than in UCS2: identifiers, or
   * `any`. Without it none is, as few receivers show them.
   */
  languages?: readonly number[] | 'any' | undefined;
  /** Further information elements for the header of every segment. */
  elements?: readonly InformationElement[] | undefined;
  /** Reference that the segments of one message share, default 0; 8 (default) or 16 bits of it are written. */
  reference?: number | undefined;
  referenceBits?: 8 | 16 | undefined;
  /** More segments than this are an error; at most, and by default, 255. */
  maxParts?: number | undefined;
}

const NO_ELEMENTS: readonly number[] = [];

function shiftElements(tables: Gsm7Tables): number[] {
  return [
    ...(tables.single > 0 ? [ELEMENT.singleShift, 1, tables.single] : []),
    ...(tables.locking > 0 ? [ELEMENT.lockingShift, 1, tables.locking] : []),
  ];
}

function language(nli: number | undefined, kind: 'locking' | 'single'): number {
  if (nli === undefined) {
    return 0;
  }
  if (!NATIONAL_LANGUAGES[nli]?.[kind]) {
    throw new PduError('TP-UD', `no national language ${nli} with a ${kind} shift table`);
  }
  return nli;
}

function absentCharacter(text: string, tables: Gsm7Tables): string {
  const character = Array.from(text).find((candidate) => countSeptets(candidate, tables) < 0) ?? '';
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}

function septetBody(text: string, tables: Gsm7Tables): Body {
  const body = SeptetBody.of(text, tables);
  if (!body) {
    throw new PduError('TP-UD', `${absentCharacter(text, tables)} is not in the GSM 7 bit alphabet`);
  }
  return body;
}

/** Cuts `content` in the alphabet asked for, or in the smallest one. Throws PduError where that cannot be. */
export function segmentContent(content: Content): Segmentation {
  const { text } = content;
  const alphabet = content.dcs === undefined ? content.alphabet : alphabetOfDcs(content.dcs, content);
  const elements = content.elements?.flatMap(elementOctets) ?? NO_ELEMENTS;
  if (text === undefined || content.data !== undefined) {
    return segmentData(content, elements, alphabet);
  }
  if (typeof text !== 'string') {
    throw new PduError('TP-UD', `a text expected, got ${typeof text}`);
  }
  if (text.length > MAX_TEXT || alphabet === '8bit') {
    return refuseText(text);
  }
  return alphabet === '16bit'
    ? segment(new Ucs2Body(text), content, elements)
    : segmentText(content, text, elements, alphabet);
}

function refuseText({ length }: string): never {
  if (length > MAX_TEXT) {
    throw new PduError(
      'TP-UD',
      `${length} characters given, at most ${MAX_TEXT} fit ${MAX_SEGMENTS} segments`,
    );
  }
  throw new PduError('TP-DCS', 'data expected for 8bit, got text');
}

/** Compressed text comes as the octets that it was compressed to. */
function alphabetOfDcs(
  dcs: number,
  { alphabet, messageClass }: Content & { messageClass?: number | undefined },
): Alphabet {
  if (!Number.isInteger(dcs) || dcs < 0 || dcs > 255) {
    throw new PduError('TP-DCS', `an integer from 0 to 255 expected, got ${dcs}`);
  }
  if (alphabet !== undefined || messageClass !== undefined) {
    throw new PduError('TP-DCS', 'either dcs or an alphabet and a class expected');
  }
  const coding = readDcs(dcs);
  return coding.compressed ? '8bit' : coding.alphabet;
}

function segmentData(
  content: Content,
  elements: readonly number[],
  alphabet: Alphabet | undefined,
): Segmentation {
  const { text, data } = content;
  if (data === undefined || text !== undefined) {
    throw new PduError('TP-UD', 'either text or data expected');
  }
  if (alphabet !== undefined && alphabet !== '8bit') {
    throw new PduError('TP-DCS', `text expected for ${alphabet}, got data`);
  }
  const octets = typeof data === 'string' ? octetsOfHex(data, 'TP-UD') : data;
  if (content.udhi) {
    if (octets.length === 0 || octets[0]! >= octets.length) {
      const header = (octets[0] ?? 0) + 1;
      throw new PduError('TP-UD', `a header of ${header} octets in ${octets.length} octets of user data`);
    }
    if (elements.length > 0) {
      throw new PduError('TP-UD', 'elements expected within the header that the data begins with');
    }
  }
  return segment(new OctetBody(octets), content, elements);
}

function segmentText(
  content: Content,
  text: string,
  elements: readonly number[],
  alphabet: '7bit' | undefined,
): Segmentation {
  if (content.locking !== undefined || content.single !== undefined) {
    const tables = gsm7Tables(language(content.locking, 'locking'), language(content.single, 'single'));
    return segment(septetBody(text, tables), content, [...shiftElements(tables), ...elements]);
  }
  const plain = SeptetBody.of(text);
  if (plain) {
    return segment(plain, content, elements);
  }
  if (content.languages !== undefined) {
    const national = segmentNational(content, text, elements, alphabet);
    if (national) {
      return national;
    }
  }
  return segment(
    alphabet === '7bit' ? septetBody(text, DEFAULT_TABLES) : new Ucs2Body(text),
    content,
    elements,
  );
}

/** The tables that take the fewest septets, where they take fewer segments than UCS2 would, or where only 7bit may be. */
function segmentNational(
  content: Content,
  text: string,
  elements: readonly number[],
  alphabet: '7bit' | undefined,
): Segmentation | undefined {
  const tables = bestTables(text, content.languages!);
  if (!tables) {
    return undefined;
  }
  const national = segment(septetBody(text, tables), content, [...shiftElements(tables), ...elements]);
  if (alphabet === '7bit') {
    return national;
  }
  const ucs2 = new Ucs2Body(text);
  const header = 1 + elements.length;
  const alone = elements.length > 0 ? header : 0;
  const together = header + concatLength(content.referenceBits);
  const segments = ucs2.units <= ucs2.room(alone) ? 1 : Math.ceil(ucs2.units / ucs2.room(together));
  return national.cuts.length + 1 < segments ? national : undefined;
}

function bestTables(text: string, languages: readonly number[] | 'any'): Gsm7Tables | undefined {
  const allowed = languages === 'any' ? NATIONAL_LANGUAGES.map(({ nli }) => nli) : [0, ...languages];
  let best: Gsm7Tables | undefined;
  let fewest = Infinity;
  for (const locking of allowed) {
    for (const single of allowed) {
      const tables = gsm7Tables(locking, single);
      const count = countSeptets(text, tables);
      const septets = count + 4 * ((tables.locking > 0 ? 1 : 0) + (tables.single > 0 ? 1 : 0));
      if (count >= 0 && septets < fewest) {
        best = tables;
        fewest = septets;
      }
    }
  }
  return best;
}
