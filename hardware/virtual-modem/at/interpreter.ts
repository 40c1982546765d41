import { Arguments } from './arguments';
import { bodyOf, CommandLineReader, parseCommands, type Command } from './at-parser';
import { COMMANDS } from './commands';
import type { Answer, CommandHandlers, Ending, Reply } from './commands/command';
import type { Device } from '../device/device';
import { withFaults } from '../faults/strike';
import { cme, CommandError, renderError, unknownCommand } from './results';
import { SmsPrompt } from './sms-prompt';

/** Octets kept that came while a command was at work. */
const MAX_TYPED_AHEAD = 16_384;

/** Indications kept while a prompt is open; the oldest give way. */
const MAX_HELD = 100;

export interface InterpreterPorts {
  write(text: string): void;
  /** A command line was read, with its `AT`. */
  commandRead(line: string): void;
}

interface OpenPrompt {
  pdu: SmsPrompt;
  done: (hex: string | undefined) => void;
}

/** The AT interface: takes octets, runs command lines, one command at a time, and answers. */
export class Interpreter {
  readonly #reader = new CommandLineReader();
  #prompt: OpenPrompt | undefined;
  #executing = false;
  #working = false;
  #typedAhead: number[] = [];
  /** How many of those typed ahead have been taken. */
  #taken = 0;
  #held: string[][] = [];
  #lastBody = '';
  /** Grows with each reset: what was begun before it ends in nothing. */
  #life = 0;

  constructor(
    private readonly device: Device,
    private readonly ports: InterpreterPorts,
  ) {}

  accept(octets: Buffer): void {
    for (const octet of octets) {
      if (this.#typedAhead.length - this.#taken < MAX_TYPED_AHEAD) {
        this.#typedAhead.push(octet);
        this.#work();
      }
    }
  }

  /** An unsolicited result code, put off while a prompt waits for its PDU. */
  indicate(lines: string[]): void {
    if (this.#prompt) {
      if (this.#held.push(lines) > MAX_HELD) {
        this.#held.shift();
      }
    } else {
      this.#information(lines);
    }
  }

  reset(): void {
    this.#life++;
    this.#reader.clear();
    this.#prompt = undefined;
    this.#executing = false;
    this.#typedAhead = [];
    this.#taken = 0;
    this.#held = [];
  }

  /** Takes what was typed, unless a command is at work that does not wait for its PDU. */
  #work(): void {
    if (this.#working) {
      return;
    }
    this.#working = true;
    while (this.#taken < this.#typedAhead.length && (!this.#executing || this.#prompt)) {
      this.#take(this.#typedAhead[this.#taken++]!);
    }
    this.#working = false;
    if (this.#taken === this.#typedAhead.length) {
      this.#typedAhead = [];
      this.#taken = 0;
    }
  }

  #take(octet: number): void {
    if (this.#prompt) {
      this.#takePdu(this.#prompt, octet);
      return;
    }
    const event = this.#reader.push(octet);
    if (event !== 'ignored') {
      this.#echo(octet);
    }
    if (event === 'complete') {
      const { line, overrun } = this.#reader;
      this.#reader.clear();
      this.#runLine(line, overrun);
    }
  }

  #takePdu({ pdu, done }: OpenPrompt, octet: number): void {
    const event = pdu.push(octet);
    switch (event) {
      case 'typed':
        this.#echo(octet);
        break;
      case 'complete':
      case 'aborted':
        this.#prompt = undefined;
        this.#held.splice(0).forEach((lines) => this.#information(lines));
        done(event === 'complete' ? pdu.digits : undefined);
        break;
      case 'ignored':
        break;
    }
  }

  #runLine(line: string, overrun: boolean): void {
    const repeat = /^a\/$/i.test(line);
    const body = repeat ? this.#lastBody : bodyOf(line);
    if (body === undefined) {
      return;
    }
    this.#lastBody = body;
    this.ports.commandRead(`AT${body}`);
    this.#executing = true;
    if (overrun) {
      this.#final(unknownCommand(), []);
      return;
    }
    const commands = parseCommands(body);
    const bare: Command = { name: '', form: 'execute', argument: '', text: '' };
    this.#run(commands.length > 0 ? commands : [bare], 0, []);
  }

  /** Runs the commands of a line from `index`; `afterwards` is what those before it left to do. */
  #run(commands: Command[], index: number, afterwards: (() => void)[]): void {
    const command = commands[index];
    if (!command) {
      this.#final(undefined, afterwards);
      return;
    }
    const life = this.#life;
    let ended = false;
    const finish = (ending: Ending): void => {
      if (ended || life !== this.#life) {
        return;
      }
      ended = true;
      this.#end(command, ending, afterwards, (reply) => {
        const next = reply.afterwards ? [...afterwards, reply.afterwards] : afterwards;
        this.#run(commands, index + 1, next);
      });
    };
    const occasion = { phase: 'command', command: command.text } as const;
    withFaults(this.device, occasion, () => this.#handle(command, finish), finish);
  }

  #handle(command: Command, finish: (ending: Ending) => void): void {
    attempt(finish, () => {
      const answer = invoke(this.device, command);
      if (typeof answer === 'function') {
        const readPdu = (done: (hex: string | undefined) => void): void =>
          this.#ask((hex) => attempt(finish, () => done(hex)));
        answer({ command: command.text, finish, readPdu });
      } else {
        finish(typeof answer === 'string' ? { lines: [`${command.name}: ${answer}`] } : (answer ?? {}));
      }
    });
  }

  #ask(done: (hex: string | undefined) => void): void {
    this.ports.write(this.device.dialect.prompt);
    this.#prompt = { pdu: new SmsPrompt(this.device.dialect.escapeAborts), done };
    this.#work();
  }

  #end(command: Command, ending: Ending, afterwards: (() => void)[], next: (reply: Reply) => void): void {
    if (ending === 'silence') {
      this.#idle();
      return;
    }
    const to = ending instanceof CommandError ? undefined : ending.to;
    const give = (): void => {
      if (ending instanceof CommandError) {
        this.#final(ending, afterwards);
        return;
      }
      if (ending.lines && ending.lines.length > 0) {
        this.#information(ending.lines);
      }
      next(ending);
    };
    const instead = (error: CommandError | 'silence'): void =>
      error === 'silence' ? this.#idle() : this.#final(error, afterwards);
    withFaults(this.device, { phase: 'answer', command: command.text, to }, give, instead);
  }

  #final(error: CommandError | undefined, afterwards: (() => void)[]): void {
    const { quiet, verbose, cmee } = this.device.settings;
    const text = error ? renderError(error, cmee) : 'OK';
    if (!quiet) {
      this.ports.write(verbose ? `\r\n${text}\r\n` : numeric(text));
    }
    const life = this.#life;
    afterwards.forEach((action) => action());
    if (life === this.#life) {
      this.#idle();
    }
  }

  #idle(): void {
    this.#executing = false;
    this.#work();
  }

  #information(lines: string[]): void {
    const text = `${lines.join('\r\n')}\r\n`;
    this.ports.write(this.device.settings.verbose ? `\r\n${text}` : text);
  }

  #echo(octet: number): void {
    if (this.device.settings.echo) {
      this.ports.write(String.fromCharCode(octet));
    }
  }
}

/** Ends the command with the error that `action` throws. */
function attempt(finish: (ending: Ending) => void, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    finish(error);
  }
}

/** ATV0, V.250 5.7.1: final results as a number and a carriage return. */
function numeric(text: string): string {
  const code = { OK: '0', ERROR: '4' }[text];
  return code ? `${code}\r` : `${text}\r\n`;
}

function invoke(device: Device, command: Command): Answer {
  if (command.name === '') {
    return undefined;
  }
  const handlers: CommandHandlers | undefined = Object.hasOwn(COMMANDS, command.name)
    ? COMMANDS[command.name]
    : undefined;
  if (!handlers) {
    throw unknownCommand();
  }
  if (command.form === 'test') {
    const { test } = handlers;
    return typeof test === 'function' ? test(device) : test;
  }
  const handler = handlers[command.form];
  if (!handler) {
    throw unknownCommand();
  }
  return handler(device, new Arguments(command.argument, handlers.invalid ?? (() => cme(50))));
}
