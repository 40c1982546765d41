/**
 * Where in a command's life a fault strikes. `command`: it was read, nothing was done. `submit`: the PDU is complete and
 * the network has not seen it. `answer`: it was done, and where it was a submission the network took it; nothing has
 * been answered.
 */
export type FaultPhase = 'command' | 'submit' | 'answer';

/** What happens there. */
export type FaultAction =
  /** `CMS 500`, `CME 14`, or a final result line as it is. */
  | { do: 'refuse'; error: string }
  /** No answer, and ready for the next command. Before CMGS's prompt (`at: command`): no prompt. */
  | { do: 'lose' }
  /** Answers nothing any more until its power was cut. */
  | { do: 'hang' }
  | { do: 'delay'; ms: number }
  /** Unsolicited lines, each between line ends. */
  | { do: 'indicate'; lines: string[] }
  /** Octets as they are, one for each character: noise, prompts, parts of lines. */
  | { do: 'inject'; octets: string }
  /** `replugAfter`: milliseconds until it is back; without it the modem stays away. */
  | { do: 'unplug'; replugAfter?: number }
  | { do: 'reboot' };

export type FaultRule = FaultAction & {
  /** How the command begins, such as `+CREG?` or `+CFUN=1,1`; `AT` is the bare one. Default `+CMGS`. */
  command?: string;
  /** Only a message to this number; a `*` at its end stands for any digits. Not known at `command`. */
  to?: string;
  /** Only the nth occasion that fits, from 1. */
  nth?: number;
  /** Only each nth occasion that fits. */
  every?: number;
  /** The most occasions that it strikes on; default no limit. */
  times?: number;
  /** Default `answer`; for `refuse`, `submit` with a submission and `command` with others. */
  at?: FaultPhase;
};

/** What a rule is held against. */
export interface FaultOccasion {
  phase: FaultPhase;
  /** The command without `AT`. */
  command: string;
  to?: string | undefined;
}

const SUBMISSION = /^\+CM(GS|SS)/;

interface ArmedRule {
  rule: FaultRule;
  command: string;
  phase: FaultPhase;
  occasions: number;
  struck: number;
}

function arm(rule: FaultRule): ArmedRule {
  const command = (rule.command ?? '+CMGS').toUpperCase().replace(/^AT/, '');
  const early = SUBMISSION.test(command) ? 'submit' : 'command';
  const phase = rule.at ?? (rule.do === 'refuse' ? early : 'answer');
  return { rule, command, phase, occasions: 0, struck: 0 };
}

function fits({ rule, command, phase }: ArmedRule, occasion: FaultOccasion): boolean {
  const text = occasion.command.toUpperCase();
  const commandFits = command === '' ? text === '' : text.startsWith(command);
  return (
    phase === occasion.phase && commandFits && (rule.to === undefined || numberFits(rule.to, occasion.to))
  );
}

function numberFits(pattern: string, number: string | undefined): boolean {
  return pattern.endsWith('*') ? (number ?? '').startsWith(pattern.slice(0, -1)) : number === pattern;
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
    return this.#rules.filter((armed) => fits(armed, occasion) && strikes(armed)).map(({ rule }) => rule);
  }
}

function strikes(armed: ArmedRule): boolean {
  const { nth, every, times } = armed.rule;
  armed.occasions++;
  if (
    (nth !== undefined && armed.occasions !== nth) ||
    (every !== undefined && armed.occasions % every !== 0) ||
    (times !== undefined && armed.struck >= times)
  ) {
    return false;
  }
  armed.struck++;
  return true;
}
