import { DEFAULT_TABLES, type Gsm7Tables } from './alphabet/gsm7';
import { PduError } from './error';

/** Octets read from left to right; what is missing is an error that names the field. */
export class OctetReader {
  at = 0;

  constructor(
    readonly octets: Uint8Array,
    readonly end: number,
    /** Of a text whose header names none. */
    readonly tables: Gsm7Tables = DEFAULT_TABLES,
  ) {}

  get left(): number {
    return this.end - this.at;
  }

  octet(field: string): number {
    if (this.at >= this.end) {
      throw new PduError(field, 'missing', this.at);
    }
    return this.octets[this.at++]!;
  }

  /** Steps over `count` octets and returns where they begin. */
  skip(count: number, field: string): number {
    if (this.left < count) {
      throw new PduError(field, `${count} octets expected, ${this.left} left`, this.at);
    }
    const start = this.at;
    this.at += count;
    return start;
  }
}
