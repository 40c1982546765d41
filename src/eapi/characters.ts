/**
 * The characters of a 7bit message on the wire (spec: eapi section 4): ISO-8859-1 bytes, held one in each code unit of
 * a string, to and from Unicode text that has only characters of GSM 03.38.
 */

const UNREPRESENTABLE = '?';

/** Bytes that stand for the character of ISO-8859-1 with the same number. */
const PLAIN: readonly (readonly [number, number])[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x20, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xa1, 0xa1],
  [0xa3, 0xa5],
  [0xa7, 0xa7],
  [0xbf, 0xbf],
  [0xc4, 0xc7],
  [0xc9, 0xc9],
  [0xd1, 0xd1],
  [0xd6, 0xd6],
  [0xd8, 0xd8],
  [0xdc, 0xdc],
  [0xdf, 0xe0],
  [0xe4, 0xe6],
  [0xe8, 0xe9],
  [0xec, 0xec],
  [0xf1, 0xf2],
  [0xf6, 0xf6],
  [0xf8, 0xf9],
  [0xfc, 0xfc],
];

/** Bytes whose own character GSM 03.38 lacks, lent to its Greek capitals. */
const OVERLAY: Readonly<Record<number, string>> = {
  0xac: 'Γ',
  0xb1: 'Ξ',
  0xba: 'Π',
  0xc2: 'Λ',
  0xca: 'Σ',
  0xd0: 'Δ',
  0xd4: 'Θ',
  0xdb: 'Ω',
  0xdd: 'Ψ',
  0xde: 'Φ',
};

const ESCAPE = 0xbb;

/** The byte after the escape, which is the septet of the GSM extension table. */
const ESCAPED: Readonly<Record<number, string>> = {
  0x14: '^',
  0x28: '{',
  0x29: '}',
  0x2f: '\\',
  0x3c: '[',
  0x3d: '~',
  0x3e: ']',
  0x40: '|',
  0x65: '€',
};

/** Outside the vendor's table, but the GSM extension table has them: read as they look, never written. */
const LENIENT = '[\\]^{|}~';

const fromByte: string[] = new Array<string>(256).fill(UNREPRESENTABLE);
const toBytes = new Map<string, string>();
const escaped = new Map<number, string>();

for (const character of LENIENT) fromByte[character.charCodeAt(0)] = character;
for (const [first, last] of PLAIN)
  for (let byte = first; byte <= last; byte++) pair(byte, String.fromCharCode(byte));
for (const [byte, character] of Object.entries(OVERLAY)) pair(Number(byte), character);
for (const [byte, character] of Object.entries(ESCAPED)) {
  escaped.set(Number(byte), character);
  toBytes.set(character, String.fromCharCode(ESCAPE, Number(byte)));
}

function pair(byte: number, character: string): void {
  fromByte[byte] = character;
  toBytes.set(character, String.fromCharCode(byte));
}

/** What a message on the wire says. Never fails: each byte that says nothing becomes `?`. */
export function textFromWire(bytes: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes.charCodeAt(at);
    const extension = byte === ESCAPE ? escaped.get(bytes.charCodeAt(at + 1)) : undefined;
    if (extension !== undefined) at++;
    text += extension ?? fromByte[byte] ?? UNREPRESENTABLE;
  }
  return text;
}

/** How a text is written on the wire. Never fails: each character that the table lacks becomes one `?`. */
export function textToWire(text: string): string {
  let bytes = '';
  for (const character of text) bytes += toBytes.get(character) ?? UNREPRESENTABLE;
  return bytes;
}
