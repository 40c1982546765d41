/** UTF-16 units on their way to a string, for texts of known size. */
export class UnitBuffer {
  private readonly octets: Buffer;

  constructor(size: number) {
    this.octets = Buffer.allocUnsafeSlow(size * 2);
  }

  set(index: number, unit: number): void {
    this.octets[index * 2] = unit;
    this.octets[index * 2 + 1] = unit >> 8;
  }

  /** The string of the first `length` units, lone surrogates included. */
  text(length: number): string {
    return this.octets.toString('utf16le', 0, length * 2);
  }
}
