const SUB = 0x1a;
const ESC = 0x1b;
const BS = 0x08;
const LF = 0x0a;
const CR = 0x0d;

/** Characters kept; more than any PDU with its SCA, or any text, has, so that one that is too long is found out. */
const MAX_CHARACTERS = 1024;

/** `line`: a line of text ended, and the prompt is shown again. */
export type PromptEvent = 'typed' | 'ignored' | 'line' | 'complete' | 'aborted';

/** The data state behind AT+CMGS and AT+CMGW, 27.005 3.5.1: takes what is typed up to Ctrl-Z, or ESC. */
export abstract class Prompt {
  #text = '';

  constructor(private readonly escapeAborts: boolean) {}

  get text(): string {
    return this.#text;
  }

  push(octet: number): PromptEvent {
    if (octet === SUB) {
      return 'complete';
    }
    if (octet === ESC && this.escapeAborts) {
      return 'aborted';
    }
    return this.take(octet);
  }

  protected abstract take(octet: number): PromptEvent;

  protected append(octet: number): void {
    if (this.#text.length < MAX_CHARACTERS) {
      this.#text += String.fromCharCode(octet);
    }
  }

  protected removeLast(): void {
    this.#text = this.#text.slice(0, -1);
  }
}

/** Takes the digits of a PDU. */
export class PduPrompt extends Prompt {
  protected take(octet: number): PromptEvent {
    if (octet <= 0x20) {
      return 'ignored';
    }
    this.append(octet);
    return 'typed';
  }
}

/** Takes a text in text mode: a carriage return begins a line, a backspace takes the last character back. */
export class TextPrompt extends Prompt {
  protected take(octet: number): PromptEvent {
    switch (octet) {
      case BS:
        this.removeLast();
        return 'typed';
      case LF:
        return 'ignored';
      case CR:
        this.append(LF);
        return 'line';
      default:
        this.append(octet);
        return 'typed';
    }
  }
}
