import { Arguments } from './arguments';
import { bodyOf, CommandLineReader, parseCommands, type Command } from './at-parser';
import { COMMANDS } from './commands';
import type { Answer, CommandHandlers, Ending, Reply } from './commands/command';
import type { Device } from '../device/device';
import { withFaults, type Alteration } from '../faults/strike';
import { Output } from './output';
import { cme, CommandError, renderError, unknownCommand } from './results';
import { PduPrompt, TextPrompt, type Prompt } from './prompt';

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
  prompt: Prompt;
  done: (text: string | undefined) => void;
}

/** The AT interface: takes octets, runs command lines, one command at a time, and answers. */
export class Interpreter {
  readonly #reader = new CommandLineReader();
  readonly #output: Output;
  #prompt: OpenPrompt | undefined;
  #executing = false;
  #working = false;
  #typedAhead: number[] = [];
  /** How many of those typed ahead have been taken. */
  #taken = 0;
  #held: { lines: string[]; alteration: Alteration }[] = [];
  #lastBody = '';
  /** Command lines still to be missed. */
  #deafTo: number;
  /** Ends the command at work with an error. */
  #abort: (() => void) | undefined;
  /** Grows with each reset: what was begun before it ends in nothing. */
  #life = 0;

  constructor(
    private readonly device: Device,
    private readonly ports: InterpreterPorts,
  ) {
    this.#deafTo = device.dialect.deafTo;
    this.#output = new Output(device, (text) => ports.write(text));
  }

  accept(octets: Buffer): void {
    for (const octet of octets) {
      if (this.#abort && this.#executing && !this.#prompt && this.device.dialect.octetsAbort) {
        this.#abort();
      } else if (this.#typedAhead.length - this.#taken < MAX_TYPED_AHEAD) {
        this.#typedAhead.push(octet);
        this.#work();
      }
    }
  }

  /** An unsolicited result code, put off while a prompt waits for its PDU. */
  indicate(lines: string[]): void {
    const occasion = { phase: 'indication', command: lines[0] ?? '' } as const;
    withFaults(
      this.device,
      occasion,
      (alteration) => this.#show(lines, alteration),
      () => undefined,
    );
  }

  /** As `indicate`, out of the reach of faults. */
  #show(lines: string[], alteration: Alteration): void {
    if (!this.#prompt) {
      this.#output.information(lines, alteration);
    } else if (this.#held.push({ lines, alteration }) > MAX_HELD) {
      this.#held.shift();
    }
  }

  /** An unsolicited result code that a fault gives, and no other fault touches. */
  disturb(lines: string[]): void {
    this.#show(lines, {});
  }

  reset(): void {
    this.#life++;
    this.#deafTo = this.device.dialect.deafTo;
    this.#abort = undefined;
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
      this.#takeText(this.#prompt, octet);
      return;
    }
    const event = this.#reader.push(octet);
    if (this.#deafTo > 0) {
      if (event === 'complete') {
        this.#reader.clear();
        this.#deafTo--;
      }
      return;
    }
    if (event !== 'ignored') {
      this.#output.echo(octet);
    }
    if (event === 'complete') {
      const { line, overrun } = this.#reader;
      this.#reader.clear();
      this.#runLine(line, overrun);
    }
  }

  #takeText({ prompt, done }: OpenPrompt, octet: number): void {
    const event = prompt.push(octet);
    switch (event) {
      case 'typed':
        this.#output.echo(octet, this.device.dialect.echoesPdu);
        break;
      case 'line':
        this.#output.echo(octet);
        this.#output.prompt();
        break;
      case 'complete':
      case 'aborted':
        this.#prompt = undefined;
        this.#held.splice(0).forEach(({ lines, alteration }) => this.#output.information(lines, alteration));
        done(event === 'complete' ? prompt.text : undefined);
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
      this.#final('', unknownCommand(), []);
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
      this.#final(commands[index - 1]!.text, undefined, afterwards);
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
    this.#abort = () => finish(unknownCommand());
    const occasion = { phase: 'command', command: command.text } as const;
    withFaults(this.device, occasion, () => this.#handle(command, finish), finish);
  }

  #handle(command: Command, finish: (ending: Ending) => void): void {
    attempt(finish, () => {
      const answer = invoke(this.device, command);
      if (typeof answer === 'function') {
        const { escapeAborts } = this.device.dialect;
        const ask = (prompt: Prompt, done: OpenPrompt['done']): void =>
          this.#ask(prompt, (text) => attempt(finish, () => done(text)));
        answer({
          command: command.text,
          finish,
          readPdu: (done) => ask(new PduPrompt(escapeAborts), done),
          readText: (done) => ask(new TextPrompt(escapeAborts), done),
        });
      } else {
        finish(typeof answer === 'string' ? { lines: [`${command.name}: ${answer}`] } : (answer ?? {}));
      }
    });
  }

  #ask(prompt: Prompt, done: OpenPrompt['done']): void {
    this.#output.prompt();
    this.#prompt = { prompt, done };
    this.#work();
  }

  #end(command: Command, ending: Ending, afterwards: (() => void)[], next: (reply: Reply) => void): void {
    if (ending === 'silence') {
      this.#idle();
      return;
    }
    const to = ending instanceof CommandError ? undefined : ending.to;
    const give = (alteration: Alteration): void => {
      if (ending instanceof CommandError) {
        this.#final(command.text, ending, afterwards);
        return;
      }
      const lines = ending.lines ?? [];
      if (lines.length > 0 || alteration.replace) {
        this.#output.information(lines, alteration);
      }
      next(ending);
    };
    const instead = (error: CommandError | 'silence'): void =>
      error === 'silence' ? this.#idle() : this.#final(command.text, error, afterwards);
    withFaults(this.device, { phase: 'answer', command: command.text, to }, give, instead);
  }

  /** The final result of a line whose last command is `command`. */
  #final(command: string, error: CommandError | undefined, afterwards: (() => void)[]): void {
    const give = (result: CommandError | undefined, alteration: Alteration): void => {
      const text = result ? renderError(result, this.device.settings.cmee) : 'OK';
      this.#output.result(text, alteration);
      const life = this.#life;
      afterwards.forEach((action) => action());
      if (life === this.#life) {
        this.#idle();
      }
    };
    withFaults(
      this.device,
      { phase: 'final', command },
      (alteration) => give(error, alteration),
      (ending) => (ending === 'silence' ? give(error, { replace: [] }) : give(ending, {})),
    );
  }

  #idle(): void {
    this.#abort = undefined;
    this.#executing = false;
    this.#work();
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
  return handler(device, new Arguments(command.argument, () => handlers.invalid?.(device) ?? cme(50)));
}
