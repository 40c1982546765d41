import type { Bench } from './bench';

/** What a check cannot do without. Some are there from the start, some are provided by checks before it. */
export type Need =
  /** A SIM that is ready. */
  | 'sim'
  /** Registration, so that messages can go out. */
  | 'network'
  /** A number that may be sent to. */
  | 'to'
  /** Messages and reports that come are handed over. */
  | 'indications'
  /** The number is the SIM's own: what is sent comes back. */
  | 'loopback'
  /** The modem hands over status reports. */
  | 'reports'
  /** Somebody who does what is asked. */
  | 'person';

export interface Check {
  /** One or two words: in the table, in JUnit, in what others are skipped for. */
  name: string;
  /** What it looks at, in words. */
  about: string;
  needs: readonly Need[];
  /** What is there once it has passed. */
  provides?: Need;
  /** Messages that it spends at the most; where fewer are left it is skipped. */
  messages: number;
  /** Resolves to what was seen. Rejects with Failure or NotTried. */
  run(bench: Bench): Promise<string>;
}

export type Verdict = 'passed' | 'failed' | 'skipped';

export interface Result {
  check: Pick<Check, 'name' | 'about'>;
  verdict: Verdict;
  ms: number;
  /** What was seen, what is wrong, or why it was not tried. */
  detail: string;
  /** What can be done about a failure. */
  advice?: string;
}

/** What the modem does will not do for the daemon. */
export class Failure extends Error {
  override name = 'Failure';
  constructor(
    message: string,
    readonly advice: string,
  ) {
    super(message);
  }
}

/** It turned out that the check cannot be made here; no fault of the modem. */
export class NotTried extends Error {
  override name = 'NotTried';
}

/** Somebody asked for the end. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('interrupted');
  }
}
