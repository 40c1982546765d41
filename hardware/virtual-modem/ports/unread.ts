/**
 * Octets that a host has not read yet, at most `limit` of them. Where more come the oldest are lost, as in a UART: what a
 * host gets that at last reads again is the answer to what it asked just now.
 */
export class Unread {
  #chunks: Buffer[] = [];
  #octets = 0;

  constructor(private readonly limit: number) {}

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  add(octets: Buffer): void {
    this.#chunks.push(octets);
    this.#octets += octets.length;
    while (this.#octets > this.limit) this.#shift();
  }

  /** The oldest octets; undefined where there are none. */
  get first(): Buffer | undefined {
    return this.#chunks[0];
  }

  /** Takes off so many of `first`. */
  take(octets: number): void {
    const [first] = this.#chunks;
    if (!first || octets >= first.length) return this.#shift();
    this.#chunks[0] = first.subarray(octets);
    this.#octets -= octets;
  }

  clear(): void {
    this.#chunks = [];
    this.#octets = 0;
  }

  #shift(): void {
    this.#octets -= this.#chunks.shift()?.length ?? 0;
  }
}
