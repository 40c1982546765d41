import type { PortAddress } from '../../transport/open';
import { isChunk } from '../transcript/entry';
import type { Transcript } from '../transcript/transcript';

/** Characters of what was heard that are shown. */
const LONGEST_SAMPLE = 60;

/** Says in one line why nothing on a port answers as a modem does. `before`: octets received until it was opened. */
export function explainSilence(
  { port, baudRate }: PortAddress,
  transcript: Transcript,
  before: number,
  cause: Error,
): Error {
  if (transcript.octetsReceived > before) {
    return new Error(
      `port ${port}: what is there answers, but not as a modem does: it said ${sample(transcript)} (is --baud right, is it the AT port?)`,
      { cause },
    );
  }
  const rate = port.includes('://') ? '' : ` at ${baudRate} baud`;
  return new Error(
    `port ${port}: nothing there answers AT${rate} (is it powered, is --baud right, is it the AT port of the modem?)`,
    { cause },
  );
}

function sample(transcript: Transcript): string {
  const heard = transcript
    .since()
    .filter(isChunk)
    .filter(({ direction }) => direction === 'fromModem')
    .map(({ text }) => text)
    .join('')
    .trim();
  return JSON.stringify(heard.length > LONGEST_SAMPLE ? `${heard.slice(0, LONGEST_SAMPLE)}...` : heard);
}
