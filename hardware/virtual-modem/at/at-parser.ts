/** How a command was given, V.250 5.4: `+X`, `+X?`, `+X=?`, `+X=...`. */
export type CommandForm = 'execute' | 'read' | 'test' | 'set';

/** One command of a command line. */
export interface Command {
  /** In capitals, without a number: `E`, `&F`, `S`, `+CMGS`. */
  name: string;
  form: CommandForm;
  /** What follows `=`, or the number of a basic command. */
  argument: string;
  /** As it was written, without `AT`. */
  text: string;
}

/** Longest command line kept; AT+CSIM with 260 octets is the longest of the standards. */
const MAX_LINE = 1024;

const NUL = 0x00;
const BACKSPACE = 0x08;
const LF = 0x0a;
const CR = 0x0d;
const SUB = 0x1a;
const ESC = 0x1b;

/** What one octet of command state did. */
export type LineEvent = 'ignored' | 'typed' | 'complete';

/** Puts a command line together octet by octet, V.250 5.2. */
export class CommandLineReader {
  #line = '';

  /** The line as typed so far, or completed by the last octet. */
  get line(): string {
    return this.#line;
  }

  /** true where characters beyond the longest line were dropped. */
  get overrun(): boolean {
    return this.#line.length > MAX_LINE;
  }

  push(octet: number): LineEvent {
    switch (octet) {
      case NUL:
      case LF:
      case SUB:
      case ESC:
        return 'ignored';
      case CR:
        return this.#line === '' ? 'ignored' : 'complete';
      case BACKSPACE:
        this.#line = this.#line.slice(0, -1);
        return 'typed';
      default:
        if (!this.overrun) {
          this.#line += String.fromCharCode(octet);
        }
        // V.250 5.2.4: A/ needs no carriage return.
        return /^a\/$/i.test(this.#line) ? 'complete' : 'typed';
    }
  }

  clear(): void {
    this.#line = '';
  }
}

/** The body of a command line: what follows `AT`; undefined where there is no `AT` (V.250 5.2.1: not answered). */
export function bodyOf(line: string): string | undefined {
  const start = line.search(/at/i);
  return start < 0 ? undefined : line.slice(start + 2);
}

const NOTHING = /^[\s;]+/;
const EXTENDED = /^([+*^$%#][A-Z0-9!%\-./:_]*)(=\?|\?|=)?/i;
const BASIC = /^(&?[A-Z])(\d*)/i;
const S_PARAMETER = /^S(\d+)(\?|=(\d*))/i;

/**
 * Splits the body of a command line into commands. What cannot be read becomes one last command whose name is the
 * whole rest, which no table knows.
 */
export function parseCommands(body: string): Command[] {
  const commands: Command[] = [];
  // V.250 5.2.1: spaces count only within a string.
  const given = body.replace(/("[^"]*"?)| +/g, '$1');
  for (let rest = given.replace(NOTHING, ''); rest !== ''; rest = rest.replace(NOTHING, '')) {
    const command = readCommand(rest);
    commands.push(command);
    rest = rest.slice(command.text.length);
  }
  return commands;
}

function readCommand(rest: string): Command {
  const extended = EXTENDED.exec(rest);
  if (extended) {
    return readExtended(rest, extended[0], extended[1]!.toUpperCase(), extended[2]);
  }
  const register = S_PARAMETER.exec(rest);
  if (register) {
    const form = register[2] === '?' ? 'read' : 'set';
    const argument = form === 'read' ? register[1]! : `${register[1]},${register[3]}`;
    return { name: 'S', form, argument, text: register[0] };
  }
  const basic = BASIC.exec(rest);
  const name = basic?.[1]!.toUpperCase();
  if (!basic || name === undefined || name === 'D') {
    // V.250 6.3.1: the dial string is the rest of the line.
    return { name: name ?? rest, form: 'execute', argument: rest.slice(1), text: rest };
  }
  return { name, form: basic[2] === '' ? 'execute' : 'set', argument: basic[2]!, text: basic[0] };
}

function readExtended(rest: string, head: string, name: string, sign: string | undefined): Command {
  switch (sign) {
    case '=?':
      return { name, form: 'test', argument: '', text: head };
    case '?':
      return { name, form: 'read', argument: '', text: head };
    case '=': {
      const argument = untilSemicolon(rest.slice(head.length));
      return { name, form: 'set', argument, text: head + argument };
    }
    case undefined:
    default:
      return { name, form: 'execute', argument: '', text: head };
  }
}

/** V.250 5.4.2.2: a semicolon within quotation marks does not end the command. */
function untilSemicolon(text: string): string {
  return /^(?:"[^"]*"?|[^;"])*/.exec(text)![0];
}
