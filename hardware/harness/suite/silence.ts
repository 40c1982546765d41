import { UnansweredCommand } from '../../driver/command';
import type { PortAddress } from '../../transport/open';
import { isChunk, type Entry } from '../transcript/entry';

/** Characters of what was heard that are shown. */
const LONGEST_SAMPLE = 60;

/** Says in one line why nothing on a port answers as a modem does. `entries`: what passed since it was opened. */
export function explainSilence(
  { port, baudRate }: PortAddress,
  entries: readonly Entry[],
  cause: Error,
): Error {
  const explain = (words: string): Error => new Error(`port ${port}: ${words}`, { cause });
  const closed = entries.findLast((entry) => !isChunk(entry) && entry.event.startsWith('closed: '));
  if (closed && 'event' in closed) {
    return explain(`${closed.event.slice('closed: '.length)} (does another program use it?)`);
  }
  if (!(cause instanceof UnansweredCommand)) return explain(cause.message);
  const heard = heardIn(entries);
  if (heard !== '') {
    return explain(
      `what is there answers, but not as a modem does: it said ${sample(heard)} (is --baud right, is it the AT port?)`,
    );
  }
  const rate = port.includes('://') ? '' : ` at ${baudRate} baud`;
  return explain(
    `nothing there answers AT${rate} (is it powered, is --baud right, is it the AT port of the modem?)`,
  );
}

const heardIn = (entries: readonly Entry[]): string =>
  entries
    .filter(isChunk)
    .filter(({ direction }) => direction === 'fromModem')
    .map(({ text }) => text)
    .join('');

function sample(heard: string): string {
  const text = heard.trim();
  return JSON.stringify(text.length > LONGEST_SAMPLE ? `${text.slice(0, LONGEST_SAMPLE)}...` : text);
}
