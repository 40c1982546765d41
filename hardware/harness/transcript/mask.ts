import { isPdu } from '../../at/information';
import { isChunk, type Chunk, type Entry } from './entry';
import { DIGITS_KEPT, maskPdu } from './mask-pdu';

/** Short codes and indexes are nobody's. */
const LONG_NUMBER = /\d{8,}/g;

/** What the PIN of a SIM is a parameter of: +CPIN and +CPWD have nothing else, +CLCK has it third (27.007 7.4, 7.5, 8.3). */
const SECRETS = /(\+CPIN=|\+CPWD="?\w\w"?,|\+CLCK="?\w\w"?,\d,)([^\r\n]*)/gi;

/**
 * Takes out of a transcript what is nobody else's business. What it puts in has the same length, so that chunks stay as
 * they were, and is the same each time, so that reports still fit their messages.
 */
export class Mask {
  constructor(
    /** Numbers, IMEI and IMSI too; and texts of those whom the run did not write to. */
    private readonly numbers: boolean,
    /** Whom the run writes to. */
    private readonly to: string | undefined,
  ) {}

  /** A number as it stands in what was masked. */
  number(number: string): string {
    if (!this.numbers) return number;
    return number.replace(LONG_NUMBER, (digits) => digits.slice(0, DIGITS_KEPT).padEnd(digits.length, '0'));
  }

  entries(entries: readonly Entry[]): Entry[] {
    const masked = new Map<Chunk, string>();
    for (const direction of ['toModem', 'fromModem'] as const) {
      const chunks = entries.filter(
        (entry): entry is Chunk => isChunk(entry) && entry.direction === direction,
      );
      const text = this.text(chunks.map((chunk) => chunk.text).join(''));
      let at = 0;
      for (const chunk of chunks) masked.set(chunk, text.slice(at, (at += chunk.text.length)));
    }
    return entries.map((entry) => (isChunk(entry) ? { ...entry, text: masked.get(entry)! } : entry));
  }

  private text(text: string): string {
    const open = text.replace(
      SECRETS,
      (_all, command: string, values: string) => command + values.replace(/[^",]/g, '*'),
    );
    if (!this.numbers) return open;
    return open.replace(/[^\r\n\x1a\x1b> ]+/g, (word) =>
      isPdu(word) ? (maskPdu(word, this.to) ?? this.number(word)) : this.number(word),
    );
  }
}
