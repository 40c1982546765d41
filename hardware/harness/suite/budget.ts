import { decodePdu, PduError } from '../../../src/sms';

/** Keeps messages within their number, and to the one who may get them. Every PDU that is written passes here. */
export class Budget {
  #spent = 0;

  constructor(
    /** The only number that messages may go to. */
    readonly to: string | undefined,
    readonly limit: number,
  ) {}

  get spent(): number {
    return this.#spent;
  }

  get left(): number {
    return this.to === undefined ? 0 : this.limit - this.#spent;
  }

  /** To be called before a PDU is written: counts it where it can be a message. Throws where it must not go out. */
  spend(pdu: string): void {
    const to = recipientOf(pdu);
    if (to === undefined) return;
    if (to !== this.to) throw new Error(`a message to ${to}: only --to may be sent to`);
    if (this.left <= 0) throw new Error(`a message beyond --max-messages ${this.limit}`);
    this.#spent++;
  }
}

/** Undefined where no modem can make a message of it. */
function recipientOf(pdu: string): string | undefined {
  try {
    const tpdu = decodePdu(pdu, { direction: 'mo' });
    return tpdu.type === 'SMS-SUBMIT' ? tpdu.address : undefined;
  } catch (error) {
    if (error instanceof PduError) return undefined;
    throw error;
  }
}
