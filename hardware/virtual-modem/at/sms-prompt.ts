const SUB = 0x1a;
const ESC = 0x1b;

/** Hexadecimal digits kept; more than any PDU with its SCA has, so that one that is too long is found out. */
const MAX_DIGITS = 1024;

export type PromptEvent = 'typed' | 'ignored' | 'complete' | 'aborted';

/** The data state behind AT+CMGS and AT+CMGW, 27.005 3.5.1: takes a PDU up to Ctrl-Z, or ESC. */
export class SmsPrompt {
  #digits = '';

  constructor(private readonly escapeAborts: boolean) {}

  get digits(): string {
    return this.#digits;
  }

  push(octet: number): PromptEvent {
    if (octet === SUB) {
      return 'complete';
    }
    if (octet === ESC && this.escapeAborts) {
      return 'aborted';
    }
    if (octet <= 0x20) {
      return 'ignored';
    }
    if (this.#digits.length < MAX_DIGITS) {
      this.#digits += String.fromCharCode(octet);
    }
    return 'typed';
  }
}
