/** One thing wrong with the configuration, with its place. */
export interface Problem {
  file: string;
  /** From 1; absent where the file as a whole is meant. */
  line?: number;
  /** What and what was expected, such as `policies.alarm.onDoubt: expected hold or resend, got "no"`. */
  message: string;
}

/** Every problem of a configuration at once. */
export class ConfigError extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'ConfigError';
  }
}

export const formatProblem = ({ file, line, message }: Problem): string =>
  `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
