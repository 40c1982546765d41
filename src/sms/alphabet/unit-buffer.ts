import { textBuffer, type TextBuffer } from '../text-buffer';

/** UTF-16 units on their way to a string or from one, for texts of known size: one by one, a string gives them slower. */
export class UnitBuffer {
  readonly units: Uint16Array;
  private readonly octets: TextBuffer;

  constructor(size: number) {
    this.octets = textBuffer(size * 2);
    this.units = new Uint16Array(this.octets.buffer, this.octets.byteOffset, size);
  }

  /** Takes over the units of `text`, as many as there is room for. */
  write(text: string): void {
    this.octets.ucs2Write(text);
  }

  /** The string of the first `length` units, lone surrogates included. */
  text(length: number): string {
    return this.octets.ucs2Slice(0, length * 2);
  }
}
