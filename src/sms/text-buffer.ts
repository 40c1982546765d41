/** A Buffer that reads and writes strings without first finding out the encoding: that is a tenth of a PDU's time. */
export interface TextBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
  /** Takes over the units of `text`, as many as there is room for. */
  ucs2Write(text: string): number;
}

/** In memory of its own, so that other arrays can be laid over it. */
export const textBuffer = (octets: number): TextBuffer => Buffer.allocUnsafeSlow(octets) as TextBuffer;
