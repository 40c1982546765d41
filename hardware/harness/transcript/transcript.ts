import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from '../../../src/ports';
import { isChunk, type Chunk, type Entry, type TranscriptHeader } from './entry';
import { Mask } from './mask';

export interface TranscriptOptions {
  clock: Clock;
  port: string;
  to?: string;
  /** File to write; without it the transcript is only kept. */
  file?: string;
  /** Masks numbers, IMEI and IMSI in the file; a PIN is masked always. */
  mask?: boolean;
}

/** Entries kept, the newest: those of some hours. */
const MOST_KEPT = 50_000;

/** Entries that wait for the end of their line before they are masked and written. */
const MOST_WAITING = 1_000;

/** All that passed a port, with times: kept to be looked at, and written to a file as it comes. */
export class Transcript {
  /** Why the file has a hole, once it has one. */
  problem: string | undefined;
  readonly #began: number;
  readonly #mask: Mask;
  readonly #file: number | undefined;
  #entries: Entry[] = [];
  #forgotten = 0;
  #waiting: Entry[] = [];

  /** Throws where the file cannot be written. */
  constructor(private readonly options: TranscriptOptions) {
    const { clock, port, to, file, mask = false } = options;
    this.#began = clock.monotonic();
    this.#mask = new Mask(mask, to);
    const header: TranscriptHeader = {
      transcript: 1,
      at: new Date(clock.now()).toISOString(),
      port,
      ...(to !== undefined && { to: this.#mask.number(to) }),
      masked: mask,
    };
    if (file === undefined) return;
    try {
      this.#file = openSync(file, 'w');
      writeSync(this.#file, `${JSON.stringify(header)}\n`);
    } catch (error) {
      throw new Error(`cannot write --transcript ${file}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** A place in the transcript, for `since`. */
  get position(): number {
    return this.#forgotten + this.#entries.length;
  }

  /** What came after a place, as far as it is still kept. */
  since(position = 0): readonly Entry[] {
    return this.#entries.slice(Math.max(0, position - this.#forgotten));
  }

  chunk(direction: Chunk['direction'], text: string): void {
    this.#add({ ms: this.#now(), direction, text });
  }

  remark(event: string): void {
    this.#add({ ms: this.#now(), event });
  }

  close(): void {
    this.#write();
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #now(): number {
    return Math.round((this.options.clock.monotonic() - this.#began) * 10) / 10;
  }

  #add(entry: Entry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MOST_KEPT) {
      this.#forgotten += this.#entries.splice(0, MOST_KEPT / 10).length;
    }
    if (this.#file === undefined) return;
    this.#waiting.push(entry);
    if (this.#waiting.length >= MOST_WAITING || endsLines(this.#waiting)) this.#write();
  }

  #write(): void {
    const entries = this.#mask.entries(this.#waiting);
    this.#waiting = [];
    if (this.#file === undefined || this.problem !== undefined) return;
    try {
      for (const entry of entries) writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      this.problem = `--transcript ${this.options.file} is not whole: ${(error as Error).message}`;
    }
  }
}

/** Whether both directions are at the end of a line: what is to be masked may be cut by a read. */
function endsLines(entries: readonly Entry[]): boolean {
  return (['toModem', 'fromModem'] as const).every((direction) => {
    const last = entries.findLast((entry) => isChunk(entry) && entry.direction === direction);
    return last === undefined || /[\r\n\x1a\x1b]$|> ?$/.test((last as Chunk).text);
  });
}
