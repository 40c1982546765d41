import { numberFits, Occurrences, type When } from './occurrences';

/**
 * Where in a command's life a fault strikes. `command`: it was read, nothing was done. `submit`: the PDU is complete and
 * the network has not seen it. `answer`: it was done, and where it was a submission the network took it; nothing has
 * been answered. `final`: its information text is out, its final result is not. Apart from commands, `indication`: an
 * unsolicited result code is about to be shown.
 */
export type FaultPhase = 'command' | 'submit' | 'answer' | 'final' | 'indication';

/** What happens there. */
export type FaultAction =
  /** `CMS 500`, `CME 14`, or a final result line as it is. */
  | { do: 'refuse'; error: string }
  /** No answer, and ready for the next command. Before CMGS's prompt (`at: command`): no prompt. An indication is not shown. */
  | { do: 'lose' }
  /** Answers nothing any more until its power was cut. */
  | { do: 'hang' }
  | { do: 'delay'; ms: number }
  /** Unsolicited lines, each between line ends; one with a second line has `\n` in it. */
  | { do: 'indicate'; lines: string[] }
  /** Octets as they are, one for each character: noise, prompts, parts of lines. */
  | { do: 'inject'; octets: string }
  /** So many octets of noise without a line end; the same on every run. */
  | { do: 'garbage'; count: number }
  /** These lines instead of what is shown there; none with an empty list. */
  | { do: 'replace'; lines: string[] }
  /** Only so many characters of the lines shown there, and no line end. */
  | { do: 'truncate'; keep: number }
  /** The lines shown there twice. */
  | { do: 'double' }
  /**
   * `replugAfter`: milliseconds until it is back; without it the modem stays away. `as`: under which name it comes back
   * on its port, in the same folder.
   */
  | { do: 'unplug'; replugAfter?: number; as?: string }
  | { do: 'reboot' };

export type FaultRule = FaultAction &
  When & {
    /**
     * How the command (or with `at: indication` the line) begins, such as `+CREG?` or `+CFUN=1,1`; `AT` is the bare one,
     * `*` is any. Default `+CMGS`.
     */
    command?: string;
    /** Only a message to this number; a `*` at its end stands for any digits. Not known at `command`. */
    to?: string;
    /**
     * Default `answer`, where what is shown is the information text; for `refuse`, `submit` with a submission and
     * `command` with others.
     */
    at?: FaultPhase;
  };

/** What a rule is held against. */
export interface FaultOccasion {
  phase: FaultPhase;
  /** The command without `AT`, or the indication's first line. */
  command: string;
  to?: string | undefined;
}

const SUBMISSION = /^\+CM(GS|SS)/;

interface ArmedRule {
  rule: FaultRule;
  command: string;
  phase: FaultPhase;
  occurrences: Occurrences;
}

function arm(rule: FaultRule): ArmedRule {
  const command = (rule.command ?? '+CMGS').toUpperCase().replace(/^AT/, '');
  const early = SUBMISSION.test(command) ? 'submit' : 'command';
  const phase = rule.at ?? (rule.do === 'refuse' ? early : 'answer');
  return { rule, command, phase, occurrences: new Occurrences(rule) };
}

function fits({ rule, command, phase }: ArmedRule, occasion: FaultOccasion): boolean {
  return (
    phase === occasion.phase &&
    commandFits(command, occasion.command.toUpperCase()) &&
    (rule.to === undefined || numberFits(rule.to, occasion.to))
  );
}

function commandFits(beginning: string, command: string): boolean {
  return beginning === '*' || (beginning === '' ? command === '' : command.startsWith(beginning));
}

/** The faults of one modem, in the order in which they were added. */
export class Faults {
  #rules: ArmedRule[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    rules.forEach((rule) => this.add(rule));
  }

  add(rule: FaultRule): void {
    this.#rules.push(arm(rule));
  }

  clear(): void {
    this.#rules = [];
  }

  /** Counts the occasion with every rule that it fits, and gives the actions of those that strike. */
  strike(occasion: FaultOccasion): FaultAction[] {
    return this.#rules
      .filter((armed) => fits(armed, occasion) && armed.occurrences.strikes())
      .map(({ rule }) => rule);
  }
}
