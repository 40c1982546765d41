import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** A file whose octets are no UTF-8. */
export class EncodingError extends Error {
  constructor(
    octet: number,
    /** From 1. */
    readonly line: number,
  ) {
    const hex = octet.toString(16).toUpperCase().padStart(2, '0');
    super(`octet 0x${hex} is not UTF-8; save the file in UTF-8`);
    this.name = 'EncodingError';
  }
}

/** The text of a file, without its byte order mark. @throws EncodingError; Error of the system where it cannot be read */
export function readTextFile(file: string): string {
  const octets = readFileSync(file);
  if (!isUtf8(octets)) throw new EncodingError(...firstFault(octets));
  return new TextDecoder().decode(octets);
}

function firstFault(octets: Buffer): [octet: number, line: number] {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = octets.indexOf('\n', start);
    const text = octets.subarray(start, end < 0 ? octets.length : end);
    if (!isUtf8(text) || end < 0) return [text[soundLength(text)] ?? 0, line];
    start = end + 1;
  }
}

/** Octets before the first that does not belong to a whole character. */
function soundLength(text: Buffer): number {
  let length = 0;
  for (const character of text.toString('utf8')) {
    const octets = Buffer.from(character);
    if (!octets.equals(text.subarray(length, length + octets.length))) break;
    length += octets.length;
  }
  return length;
}
