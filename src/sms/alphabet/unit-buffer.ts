/** UTF-16 units on their way to a string, for texts of known size. */
export class UnitBuffer {
  readonly units: Uint16Array;
  private readonly octets: Buffer;

  constructor(size: number) {
    this.units = new Uint16Array(size);
    this.octets = Buffer.from(this.units.buffer);
  }

  /** The string of the first `length` units, lone surrogates included. */
  text(length: number): string {
    return this.octets.toString('utf16le', 0, length * 2);
  }
}
