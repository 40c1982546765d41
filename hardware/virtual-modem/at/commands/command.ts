import type { Arguments } from '../arguments';
import type { Device } from '../../device/device';
import type { CommandError } from '../results';

/** What a command answers before its OK. */
export interface Reply {
  lines?: string[];
  /** Where the message went, for a submission. */
  to?: string;
  /** Done once the final result is out. */
  afterwards?: () => void;
}

/** `silence`: no answer, back to command state. */
export type Ending = Reply | CommandError | 'silence';

/** What a command that takes its time, or asks for a PDU, talks through. */
export interface Dialogue {
  /** The command line's part, such as `+CMGS=23`. */
  readonly command: string;
  finish(ending: Ending): void;
  /** Shows the prompt and collects what is typed up to Ctrl-Z; undefined where ESC ended it. */
  readPdu(done: (hex: string | undefined) => void): void;
  /** The same in text mode: one character an octet. */
  readText(done: (text: string | undefined) => void): void;
}

/** A string is one line of information text, the command's name put before it; a function takes its time. */
export type Answer = string | Reply | void | ((dialogue: Dialogue) => void);

/** What a command does in each of its forms; a form left out is an error. Each may throw CommandError. */
export interface CommandHandlers {
  /** Values of the set command; without it `=?` is answered by OK alone (V.250 5.4.3.2). */
  test?: string | ((device: Device) => string);
  read?: (device: Device, args: Arguments) => Answer;
  set?: (device: Device, args: Arguments) => Answer;
  execute?: (device: Device) => Answer;
  /** What a value out of its range is answered with; default CME 50. */
  invalid?: (device: Device) => CommandError;
}

export type CommandTable = Readonly<Record<string, CommandHandlers>>;

/** Information text without the command's name before it. */
export const plain = (...lines: string[]): Reply => ({ lines });
