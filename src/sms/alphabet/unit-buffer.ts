/** UTF-16 units on their way to a string or from one, for texts of known size: one by one, a string gives them slower. */
export class UnitBuffer {
  readonly units: Uint16Array;
  private readonly octets: Buffer;

  constructor(size: number) {
    this.units = new Uint16Array(size);
    this.octets = Buffer.from(this.units.buffer);
  }

  /** Takes over the units of `text`, as many as there is room for. */
  write(text: string): void {
    this.octets.write(text, 'utf16le');
  }

  /** The string of the first `length` units, lone surrogates included. */
  text(length: number): string {
    return this.octets.toString('utf16le', 0, length * 2);
  }
}
