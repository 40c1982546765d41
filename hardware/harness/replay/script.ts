import type { Exchange } from '../transcript/exchanges';
import type { Reaction } from './recording';

type Unit = Pick<Exchange, 'kind' | 'sent'>;

/** Commands that come with another number each time: any will do, in the order in which they were recorded. */
const ALIKE = /^(AT\+(?:CMGS|CMGW|CPIN)=).*/;

/** A parameter list of numbers, such as the index of a stored message. */
const exact = ({ kind, sent }: Unit): string => `${kind} ${sent.toUpperCase()}`;
const alike = ({ kind, sent }: Unit): string =>
  kind === 'pdu'
    ? sent === ''
      ? 'substitute'
      : 'pdu'
    : `${kind} ${sent.toUpperCase().replace(ALIKE, '$1')}`;

/** Which of the recorded reactions is due, whatever order the host asks in. */
export class Script {
  readonly #open: Reaction[];
  readonly #last = new Map<string, Reaction>();

  constructor(reactions: readonly Reaction[]) {
    this.#open = [...reactions];
  }

  /**
   * The first recorded reaction to the same that was not played yet, or else to the like. A command that was not recorded
   * so often gets its last answer again; undefined where there is none, and for a message beyond those recorded.
   */
  next(unit: Unit): Reaction | undefined {
    const found = this.#find(unit);
    if (found < 0) return this.#again(unit);
    const [reaction] = this.#open.splice(found, 1);
    this.#last.set(alike(unit), reaction!);
    return reaction;
  }

  #find(unit: Unit): number {
    const same = exact(unit);
    const at = this.#open.findIndex((reaction) => exact(reaction) === same);
    if (at >= 0) return at;
    const like = alike(unit);
    return this.#open.findIndex((reaction) => alike(reaction) === like);
  }

  #again(unit: Unit): Reaction | undefined {
    if (unit.kind === 'pdu') return undefined;
    const last = this.#last.get(alike(unit));
    return last && { ...last, later: [] };
  }
}
