import { EventEmitter } from 'node:events';
import type { Clock } from '../../../src/ports';
import type { HostedModem } from '../../virtual-modem';
import type { Entry } from '../transcript/entry';
import { HostUnits, type Exchange } from '../transcript/exchanges';
import { isMessage, recordingOf, type Piece } from './recording';
import { Script } from './script';

export interface ReplayOptions {
  clock: Clock;
  /** How many times as fast as it was recorded, above 0; default 1. */
  speed?: number;
}

interface ReplayEvents {
  /** Octets for the host. */
  bytes: [octets: Buffer];
  /** Everything that the host wrote was taken. */
  drain: [];
  unplugged: [];
  plugged: [];
  /** The host wrote what is not in the recording: it is answered by an error, or by nothing. */
  unknown: [sent: string];
}

/** Something that comes unasked. */
interface Pending {
  piece: Piece;
  timer: unknown;
}

/** Nothing was recorded that answers this. */
const NOT_RECORDED = '\r\nERROR\r\n';
/** Operation not allowed (27.005 3.2.5): the recording has no further message. */
const NO_MORE_MESSAGES = '\r\n+CMS ERROR: 302\r\n';

/**
 * A transcript that plays the modem it was recorded from. It answers what the host writes by what was recorded for it, in
 * the recorded pieces, with the recorded times; what came unasked comes again after the same message.
 */
export class ReplayModem extends EventEmitter<ReplayEvents> implements HostedModem {
  readonly pending = 0;
  readonly plugged = true;
  readonly #script: Script;
  readonly #units = new HostUnits();
  readonly #speed: number;
  #opening: readonly Piece[];
  /** What is still to be said, in order; the first of them has a timer. */
  #answers: Piece[] = [];
  #timer: unknown;
  /** Of the answer a part was said: nothing may come in between. */
  #speaking = false;
  #later: Pending[] = [];
  /** What came unasked while an answer was being said. */
  #held: Piece[] = [];

  constructor(
    entries: readonly Entry[],
    private readonly options: ReplayOptions,
  ) {
    super();
    const { opening, reactions } = recordingOf(entries);
    this.#script = new Script(reactions);
    this.#opening = opening;
    this.#speed = options.speed ?? 1;
    if (!(this.#speed > 0)) throw new RangeError(`speed: a number above 0 expected, got ${this.#speed}`);
  }

  write(octets: Buffer): void {
    // what came before the host wrote anything comes when a host is there
    for (const { text } of this.#opening) this.#say(text);
    this.#opening = [];
    for (const unit of this.#units.push(octets.toString('latin1'))) this.#react(unit);
  }

  /** Says nothing more. */
  stop(): void {
    this.options.clock.clearTimeout(this.#timer);
    this.#later.forEach(({ timer }) => this.options.clock.clearTimeout(timer));
    this.#answers = [];
    this.#later = [];
  }

  #react(unit: Pick<Exchange, 'kind' | 'sent'>): void {
    this.#finish(unit);
    const reaction = this.#script.next(unit);
    if (!reaction) {
      this.#improvise(unit);
      return;
    }
    this.#answers = inWordsOf(unit.sent, reaction.sent, reaction.answer);
    this.#continue(0);
    for (const piece of reaction.later) {
      const pending: Pending = { piece, timer: undefined };
      pending.timer = this.#after(piece.after, () => this.#sayLater(pending));
      this.#later.push(pending);
    }
  }

  /** The host goes on: what the modem said before that in the recording, it says now. */
  #finish(unit: Pick<Exchange, 'kind' | 'sent'>): void {
    this.options.clock.clearTimeout(this.#timer);
    for (const { text } of this.#answers.splice(0)) this.#say(text);
    this.#answered();
    if (!isMessage(unit)) return;
    for (const { piece, timer } of this.#later.splice(0)) {
      this.options.clock.clearTimeout(timer);
      this.#say(piece.text);
    }
  }

  #continue(since: number): void {
    const [next] = this.#answers;
    if (!next) {
      this.#answered();
      return;
    }
    this.#timer = this.#after(next.after - since, () => {
      this.#answers.shift();
      this.#speaking = true;
      this.#say(next.text);
      this.#continue(next.after);
    });
  }

  #answered(): void {
    this.#speaking = false;
    for (const { text } of this.#held.splice(0)) this.#say(text);
  }

  #sayLater(pending: Pending): void {
    this.#later = this.#later.filter((other) => other !== pending);
    if (this.#speaking) this.#held.push(pending.piece);
    else this.#say(pending.piece.text);
  }

  #improvise({ kind, sent }: Pick<Exchange, 'kind' | 'sent'>): void {
    if (kind === 'escape' || (kind === 'pdu' && sent === '')) return;
    this.emit('unknown', sent);
    this.#say(kind === 'pdu' ? NO_MORE_MESSAGES : NOT_RECORDED);
  }

  #after(ms: number, action: () => void): unknown {
    return this.options.clock.setTimeout(action, Math.max(0, ms) / this.#speed);
  }

  #say(text: string): void {
    this.emit('bytes', Buffer.from(text, 'latin1'));
  }
}

/** The answer with what the host wrote in place of what was written then, where the modem repeats it. */
function inWordsOf(sent: string, recorded: string, answer: readonly Piece[]): Piece[] {
  const whole = answer.map(({ text }) => text).join('');
  const at = recorded.length < 2 || recorded === sent ? -1 : whole.indexOf(recorded);
  if (at < 0) return [...answer];
  const end = at + recorded.length;
  const pieces: Piece[] = [];
  let place = 0;
  for (const { after, text } of answer) {
    const before = text.slice(0, Math.max(0, at - place));
    const behind = text.slice(Math.max(0, end - place));
    const holdsStart = place <= at && at < place + text.length;
    const changed =
      place + text.length <= at || place >= end ? text : before + (holdsStart ? sent : '') + behind;
    if (changed !== '') pieces.push({ after, text: changed });
    place += text.length;
  }
  return pieces;
}
