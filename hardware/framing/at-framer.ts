import { Transform, type TransformCallback } from 'node:stream';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const PROMPT = 0x3e;

/** A +CMT line carries at most 352 digits, +CSIM about 520; what is longer is noise. */
export const LONGEST_LINE = 2048;

/**
 * Makes of a modem's bytes what ReadlineParser can split at LF: CR, LF and CRLF all end a line, empty lines,
 * leading blanks and other control characters go (echoed ESC and 0x1A among them), and a line is cut at
 * LONGEST_LINE. While armed, a `>` that begins a line becomes
 * a line of its own, because the prompt has no line end (27.005 3.5.1).
 */
export class AtFramer extends Transform {
  private armed = false;
  private length = 0;

  /** Until the next prompt or `disarm`. */
  arm(): void {
    this.armed = true;
  }

  disarm(): void {
    this.armed = false;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    const framed = Buffer.allocUnsafe(chunk.length + 1); // one more for the line end of a prompt
    let size = 0;
    for (const byte of chunk) {
      if (byte === CR || byte === LF) {
        if (this.length > 0) framed[size++] = LF;
        this.length = 0;
      } else if (this.length === 0 && this.armed && byte === PROMPT) {
        framed[size++] = PROMPT;
        framed[size++] = LF;
        this.armed = false;
      } else if (byte >= SPACE && (this.length > 0 || byte !== SPACE) && this.length < LONGEST_LINE) {
        framed[size++] = byte;
        this.length++;
      }
    }
    callback(null, framed.subarray(0, size));
  }
}
