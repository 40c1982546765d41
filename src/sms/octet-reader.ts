import { PduError } from './error';

/** Octets read from left to right; what is missing is an error that names the field. */
export class OctetReader {
  at = 0;

  constructor(
    readonly octets: Uint8Array,
    readonly end: number,
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
    const start = this.at;
    if (start + count > this.end) {
      const problem = start === this.end ? 'missing' : `${count} octets expected, ${this.left} left`;
      throw new PduError(field, problem, start);
    }
    this.at = start + count;
    return start;
  }
}
