import type { Chunk, Entry } from '../transcript/entry';
import { answerText, exchangesOf, type Exchange } from '../transcript/exchanges';

/** A piece of what the modem said, so many milliseconds after what it belongs to. */
export interface Piece {
  after: number;
  text: string;
}

/** What the modem did about one thing that the host wrote. */
export interface Reaction {
  kind: Exchange['kind'];
  sent: string;
  answer: readonly Piece[];
  /** What it said of its own accord later, until the next message was begun. */
  later: readonly Piece[];
}

/** A transcript as a modem's part in a play. */
export interface Recording {
  /** What it said before the host wrote anything. */
  opening: readonly Piece[];
  reactions: readonly Reaction[];
}

/** A final result code (V.250 5.7.1, 27.005 3.2.5) with the end of its line. */
const FINAL = /(?:^|[\r\n>])(?:OK|ERROR|\+CM[ES] ERROR: *[^\r\n]*|COMMAND NOT SUPPORT)\r?\n?/;
/** The prompt, which answers AT+CMGS and its like. */
const PROMPT = /> ?/;
const ASKS_FOR_PDU = /^AT\+CMG[SW]=/i;

/**
 * Parts what answers the host from what the modem says of its own accord: that belongs to the message before it, since it
 * comes when the network pleases and not when a host asks for the signal.
 */
export function recordingOf(entries: readonly Entry[]): Recording {
  const { before, exchanges } = exchangesOf(entries);
  const began = before[0]?.ms ?? 0;
  const opening = before.map(({ ms, text }) => ({ after: ms - began, text }));
  const reactions: (Reaction & { ms: number; later: Piece[] })[] = [];
  let anchor: (typeof reactions)[number] | undefined;
  for (const exchange of exchanges) {
    const [answer, later] = part(exchange);
    const pieces = answer.map(({ ms, text }) => ({ after: ms - exchange.ms, text }));
    const reaction = { ...exchange, answer: pieces, later: [] as Piece[] };
    reactions.push(reaction);
    if (anchor === undefined || isMessage(exchange)) anchor = reaction;
    for (const { ms, text } of later) anchor.later.push({ after: ms - anchor.ms, text });
  }
  return { opening, reactions };
}

/** Whether what comes afterwards can be the consequence: a message, or the prompt of one. */
export const isMessage = ({ kind, sent }: Pick<Exchange, 'kind' | 'sent'>): boolean =>
  kind === 'pdu' || (kind === 'command' && ASKS_FOR_PDU.test(sent));

/** The chunks up to the final result, or the prompt, and those behind it; a chunk that has of both is cut. */
function part(exchange: Exchange): [Chunk[], Chunk[]] {
  const text = answerText(exchange);
  const end = endOfAnswer(exchange, text);
  if (end === undefined) return [[...exchange.answer], []];
  const answer: Chunk[] = [];
  const later: Chunk[] = [];
  let at = 0;
  for (const chunk of exchange.answer) {
    const cut = Math.min(Math.max(end - at, 0), chunk.text.length);
    if (cut > 0) answer.push({ ...chunk, text: chunk.text.slice(0, cut) });
    if (cut < chunk.text.length) later.push({ ...chunk, text: chunk.text.slice(cut) });
    at += chunk.text.length;
  }
  return [answer, later];
}

function endOfAnswer({ kind, sent }: Exchange, text: string): number | undefined {
  const final = FINAL.exec(text);
  const prompt = kind === 'command' && ASKS_FOR_PDU.test(sent) ? PROMPT.exec(text) : null;
  const end = prompt ?? final;
  return end ? end.index + end[0].length : undefined;
}
