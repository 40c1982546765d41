import type { Deliver, Submit } from './tpdu';
import type { Concatenation } from './user-data-header';

/** A TPDU that may be one part of a message. */
export type Part = Deliver | Submit;

/** A message whose parts are all there, in their order. */
export interface Message {
  /** TP-OA or TP-DA, as every part has it. */
  address: string;
  /** Undefined for a message of one part that says nothing of others. */
  concat: Omit<Concatenation, 'sequence'> | undefined;
  /** The texts of all parts; undefined where one is data. */
  text: string | undefined;
  /** The data of all parts, hexadecimal; undefined where one is text. */
  data: string | undefined;
  parts: readonly Part[];
}

/** A message some of whose parts never came. */
export interface Incomplete {
  address: string;
  concat: Omit<Concatenation, 'sequence'>;
  /** Those that came, by their sequence. */
  parts: readonly Part[];
}

export interface ReassemblerOptions {
  /** Milliseconds without a new part after which a message is given up; default a day. */
  expiry?: number | undefined;
  /** Parts kept at most; above, the messages whose last part came longest ago are given up. Default 4096, at least 255. */
  maxParts?: number | undefined;
  /** Called with each message that is given up. */
  onIncomplete?: ((message: Incomplete) => void) | undefined;
}

interface Assembly {
  /** See keyOf. */
  key: number;
  address: string;
  concat: Concatenation;
  parts: (Part | undefined)[];
  missing: number;
  /** When its last part came. */
  at: number;
}

const DAY = 24 * 60 * 60 * 1000;
const MOST_PARTS_OF_A_MESSAGE = 255;

/**
 * Puts concatenated messages together from parts in any order, from any number of senders. A part that comes twice counts
 * once, also after its message is complete: the service centre repeats what it has no answer for, with the same
 * TP-SCTS, as a mobile does with the same TP-MR. A part that differs from the one in its place begins a new message: the reference came round again.
 */
export class Reassembler {
  readonly #expiry: number;
  readonly #maxParts: number;
  readonly #onIncomplete: (message: Incomplete) => void;
  /** Assemblies of one key differ in their address: hashing a text for each part would cost more than comparing it. */
  readonly #byKey = new Map<number, Assembly[]>();
  /** The one whose last part came longest ago first. */
  readonly #byAge = new Set<Assembly>();
  #held = 0;

  constructor({ expiry = DAY, maxParts = 4096, onIncomplete = () => undefined }: ReassemblerOptions = {}) {
    this.#expiry = expiry;
    this.#maxParts = Math.max(maxParts, MOST_PARTS_OF_A_MESSAGE);
    this.#onIncomplete = onIncomplete;
  }

  /** Parts held, of messages that miss others and of those that were complete before they expire: at most `maxParts`. */
  get held(): number {
    return this.#held;
  }

  /**
   * Takes one part, and returns the message that it completes.
   * @param now milliseconds of any clock that does not go back
   */
  add(part: Part, now: number): Message | undefined {
    this.expire(now);
    const { concat, address } = part;
    if (concat === undefined) {
      return messageOf(address, undefined, [part]);
    }
    const assembly = this.#assemblyFor(part, concat, now);
    if (assembly.parts[concat.sequence - 1] !== undefined) {
      return undefined;
    }
    assembly.parts[concat.sequence - 1] = part;
    assembly.missing--;
    this.#held++;
    if (assembly.at !== now) {
      assembly.at = now;
      this.#byAge.delete(assembly);
      this.#byAge.add(assembly);
    }
    this.#makeRoom();
    return assembly.missing === 0 ? messageOf(assembly.address, concat, assembly.parts as Part[]) : undefined;
  }

  /** Gives up the messages whose last part came too long ago. `add` does so too. */
  expire(now: number): void {
    for (const assembly of this.#byAge) {
      if (now - assembly.at < this.#expiry) {
        return;
      }
      this.#drop(assembly);
    }
  }

  /** The assembly that `part` belongs to; a new one where none waits for it. */
  #assemblyFor(part: Part, concat: Concatenation, now: number): Assembly {
    const { address } = part;
    const key = keyOf(part, concat);
    const known = this.#byKey.get(key)?.find((assembly) => assembly.address === address);
    if (known) {
      const same = known.parts[concat.sequence - 1];
      if (same === undefined ? known.missing > 0 : isRepeated(same, part, known.missing === 0)) {
        return known;
      }
      this.#drop(known);
    }
    const parts = new Array<Part | undefined>(concat.total).fill(undefined);
    const assembly = { key, address, concat, parts, missing: concat.total, at: now };
    this.#byAge.add(assembly);
    const others = this.#byKey.get(key);
    if (others) {
      others.push(assembly);
    } else {
      this.#byKey.set(key, [assembly]);
    }
    return assembly;
  }

  #makeRoom(): void {
    for (const assembly of this.#byAge) {
      if (this.#held <= this.#maxParts) {
        return;
      }
      this.#drop(assembly);
    }
  }

  #drop(assembly: Assembly): void {
    const { key, address, concat, parts, missing } = assembly;
    this.#byAge.delete(assembly);
    const others = this.#byKey.get(key)!.filter((other) => other !== assembly);
    if (others.length > 0) {
      this.#byKey.set(key, others);
    } else {
      this.#byKey.delete(key);
    }
    this.#held -= concat.total - missing;
    if (missing > 0) {
      const came = parts.filter((part) => part !== undefined);
      this.#onIncomplete({ address, concat: wholeOf(concat), parts: came });
    }
  }
}

/** Messages of one sender are told apart by reference and total; 8 and 16 bit references are references of their own. */
function keyOf({ type, ton }: Part, { reference, bits, total }: Concatenation): number {
  const kind = (bits === 16 ? 2 : 0) + (type === 'SMS-SUBMIT' ? 1 : 0);
  return ((reference * 256 + total) * 8 + ton) * 4 + kind;
}

/** After the message is complete only TP-SCTS, or TP-MR, tells a repeated part from the same words sent anew. */
function isRepeated(one: Part, other: Part, complete: boolean): boolean {
  return (
    one.text === other.text &&
    one.data === other.data &&
    (!complete || (one.scts === other.scts && one.mr === other.mr))
  );
}

const wholeOf = ({ reference, bits, total }: Concatenation) => ({ reference, bits, total });

function messageOf(address: string, concat: Concatenation | undefined, parts: readonly Part[]): Message {
  let text: string | undefined = '';
  let data: string | undefined = '';
  for (const part of parts) {
    text = text === undefined || part.text === undefined ? undefined : text + part.text;
    data = data === undefined || part.data === undefined ? undefined : data + part.data;
  }
  return { address, concat: concat && wholeOf(concat), text, data, parts };
}
