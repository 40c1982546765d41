import type { Readable } from 'node:stream';
import { ReadlineParser } from '@serialport/parser-readline';
import { AtFramer } from './at-framer';

/** Prompt of AT+CMGS as the framer hands it on. */
export const PROMPT_LINE = '>';

export interface Framing {
  armPrompt(): void;
  disarmPrompt(): void;
  /** Takes no more bytes; they stay in the stream for somebody else. */
  end(): void;
}

/** Splits the bytes of a modem into lines, and hands them to `receive` in order. */
export function frame(bytes: Readable, receive: (line: string) => void): Framing {
  const framer = new AtFramer();
  const lines = bytes.pipe(framer).pipe(new ReadlineParser({ delimiter: '\n', encoding: 'latin1' }));
  lines.on('data', (line: string) => receive(line.trimEnd()));
  return {
    armPrompt: () => framer.arm(),
    disarmPrompt: () => framer.disarm(),
    end: () => void bytes.unpipe(framer),
  };
}
