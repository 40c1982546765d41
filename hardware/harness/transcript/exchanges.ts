import { isChunk, type Chunk, type Entry } from './entry';

/** What the host wrote in one go that a modem reacts to, and all that came until the next such. */
export interface Exchange {
  /** Milliseconds since the transcript began. */
  ms: number;
  kind: 'command' | 'pdu' | 'escape';
  /** The command, or the PDU in hexadecimal, without what ends it. */
  sent: string;
  /** What came, in the pieces in which it came. */
  answer: readonly Chunk[];
}

const ENDS = /[\r\x1a\x1b]/;

/** Cuts what the host writes into what a modem reacts to: a line up to its CR, a PDU up to its 0x1A, or ESC. */
export class HostUnits {
  private begun = '';

  /** Adds what was written; returns the units that it ended. */
  push(text: string): Pick<Exchange, 'kind' | 'sent'>[] {
    const units: Pick<Exchange, 'kind' | 'sent'>[] = [];
    for (const character of text) {
      if (!ENDS.test(character)) {
        if (character !== '\n') this.begun += character;
        continue;
      }
      const sent = this.begun.trim();
      this.begun = '';
      if (character === '\x1a') units.push({ kind: 'pdu', sent });
      else if (character === '\x1b') units.push({ kind: 'escape', sent: '' });
      else if (sent !== '') units.push({ kind: 'command', sent });
    }
    return units;
  }
}

/** Splits a transcript into its exchanges. `before` is what the modem said before the host wrote anything. */
export function exchangesOf(entries: readonly Entry[]): { before: Chunk[]; exchanges: Exchange[] } {
  const before: Chunk[] = [];
  const exchanges: (Exchange & { answer: Chunk[] })[] = [];
  const units = new HostUnits();
  for (const entry of entries) {
    if (!isChunk(entry)) continue;
    if (entry.direction === 'fromModem') (exchanges.at(-1)?.answer ?? before).push(entry);
    else for (const unit of units.push(entry.text)) exchanges.push({ ms: entry.ms, ...unit, answer: [] });
  }
  return { before, exchanges };
}

/** The answer in one piece. */
export const answerText = ({ answer }: Pick<Exchange, 'answer'>): string =>
  answer.map(({ text }) => text).join('');
