/** First line of a transcript. */
export interface TranscriptHeader {
  /** Version of the format. */
  transcript: 1;
  /** ISO 8601, UTC: when `ms` was 0. */
  at: string;
  port: string;
  /** What messages were sent to, with a leading `+` where international. */
  to?: string;
  /** Numbers, IMEI and IMSI have lost their digits from the sixth on. A PIN never stays. */
  masked: boolean;
}

/** Octets as they passed the port in one piece; `text` has one character for each. */
export interface Chunk {
  /** Milliseconds since the transcript began. */
  ms: number;
  direction: 'toModem' | 'fromModem';
  text: string;
}

/** What happened beside the line, such as the port being opened, or a check that began. */
export interface Remark {
  ms: number;
  event: string;
}

export type Entry = Chunk | Remark;

export const isChunk = (entry: Entry): entry is Chunk => 'direction' in entry;

/** A file that is no transcript: names the line and what was expected there. */
export class TranscriptError extends Error {
  override name = 'TranscriptError';
}

/** Lines of more characters are no entry: a chunk is what one read of a port gives. */
const LONGEST_LINE = 1 << 20;

/** Reads a transcript: one JSON object a line, the header first. Throws TranscriptError. */
export function parseTranscript(text: string): { header: TranscriptHeader; entries: Entry[] } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const header = parseLine(lines[0] ?? '', 1);
  if (header['transcript'] !== 1) {
    throw new TranscriptError('line 1: the header of a transcript expected, {"transcript":1,...}');
  }
  const entries = lines.slice(1).map((line, index) => readEntry(parseLine(line, index + 2), index + 2));
  return { header: header as unknown as TranscriptHeader, entries };
}

function parseLine(line: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line.slice(0, LONGEST_LINE));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // told below, as for what is JSON but no object
  }
  throw new TranscriptError(`line ${number}: a JSON object expected`);
}

function readEntry({ ms, direction, text, event }: Record<string, unknown>, number: number): Entry {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) {
    throw new TranscriptError(`line ${number}: ms, a number of milliseconds, expected`);
  }
  if (typeof event === 'string') return { ms, event };
  if ((direction === 'toModem' || direction === 'fromModem') && typeof text === 'string') {
    return { ms, direction, text };
  }
  throw new TranscriptError(
    `line ${number}: an event, or a direction (toModem or fromModem) and a text, expected`,
  );
}
