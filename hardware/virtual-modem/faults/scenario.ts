import type { Dialect } from '../at/dialect';
import type { MemoryName } from '../device/storage';
import type { NetworkAction, NetworkRule } from '../network/rules';
import type { VirtualModemOptions } from '../virtual-modem';
import {
  ANYTHING,
  BOOLEAN,
  checkFields,
  integer,
  LINES,
  listOf,
  mappingAt,
  MILLISECONDS,
  NUMBER,
  oneOf,
  required,
  text,
  type Fields,
  type Path,
  type ScenarioProblem,
} from './fields';
import type { FaultAction, FaultRule } from './rules';

/** What a scenario file says: faults, what the network does, and which modem it is. */
export interface Scenario {
  faults: FaultRule[];
  network: NetworkRule[];
  modem: ScenarioModem;
  /** Answers of the network to USSD codes. */
  ussd: Record<string, string>;
}

export type ScenarioModem = Omit<VirtualModemOptions, 'network' | 'clock' | 'faults' | 'sim' | 'baud'>;

/** A scenario that cannot be used: names each place and what was expected there. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';

  constructor(
    readonly problems: readonly ScenarioProblem[],
    /** Line in the file, from 1, of what is at a path. */
    lineOf: (path: Path) => number | undefined = () => undefined,
  ) {
    super(
      problems
        .map(({ path, message }) => {
          const line = lineOf(path);
          return `${line === undefined ? '' : `line ${line}: `}${placeOf(path)}: ${message}`;
        })
        .join('; '),
    );
  }
}

function placeOf(path: Path): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return text.replace(/^\./, '') || 'scenario';
}

const DIALECT: Record<keyof Dialect, Fields[string]> = {
  prompt: text('a string'),
  escapeAborts: BOOLEAN,
  echoesPdu: BOOLEAN,
  octetsAbort: BOOLEAN,
  lineEnd: oneOf('\r\n', '\n', '\r'),
  fragment: integer(0),
  quotesCells: BOOLEAN,
  bootBanner: LINES,
  deafTo: integer(0),
  simBusyTime: MILLISECONDS,
  readyBanner: LINES,
  reportRouting: listOf(integer(0, 2)),
  reportMemory: oneOf('received', 'SR'),
  storesDirect: BOOLEAN,
  memoryFull: text('a line'),
};

const MEMORIES: Record<MemoryName, Fields[string]> = { SM: integer(0), ME: integer(0), SR: integer(0) };

const MODEM: Record<keyof ScenarioModem, Fields[string]> = {
  number: NUMBER,
  manufacturer: text('a name'),
  model: text('a name'),
  revision: text('a version in quotation marks'),
  imei: text('15 digits in quotation marks', /^\d{15}$/),
  pin: text('4 to 8 digits in quotation marks', /^\d{4,8}$/),
  bootTime: MILLISECONDS,
  firstReference: integer(0, 255),
  registration: integer(0, 5),
  signal: { ...integer(0, 99), expected: 'an integer from 0 to 31, or 99' },
  memories: ANYTHING,
  dialect: ANYTHING,
};

const WHEN: Fields = { nth: integer(1), every: integer(1), times: integer(1) };

const OCCASION: Fields = {
  command: text('how a command begins, such as "+CMGS"'),
  to: NUMBER,
  ...WHEN,
  at: {
    ...oneOf('command', 'submit', 'answer', 'final', 'indication'),
    expected: 'command, submit, answer, final or indication',
  },
};

const FAULTS: Record<FaultAction['do'], Fields> = {
  refuse: { error: required(text('such as CMS 500, CME 14 or ERROR')) },
  lose: {},
  hang: {},
  delay: { ms: required(MILLISECONDS) },
  indicate: { lines: required(LINES) },
  inject: { octets: required(text('a string')) },
  garbage: { count: required(integer(1, 1_000_000)) },
  replace: { lines: required(LINES) },
  truncate: { keep: required(integer(0)) },
  double: {},
  unplug: { replugAfter: MILLISECONDS, as: text('the name of a port') },
  reboot: {},
};

const NETWORK: Record<NetworkAction['do'], Fields> = {
  reject: { cause: required(integer(1, 127)) },
  lose: {},
  double: {},
  delay: { ms: required(MILLISECONDS) },
  report: { status: integer(0, 255), copies: integer(0, 10) },
};

/**
 * Checks what was read from a scenario file (JSON or YAML). `lineOf` tells where in the file something is. Throws
 * ScenarioError with every problem.
 */
export function parseScenario(value: unknown, lineOf?: (path: Path) => number | undefined): Scenario {
  const problems: ScenarioProblem[] = [];
  const top = mappingAt(value ?? {}, [], problems);
  checkFields(top, { faults: ANYTHING, network: ANYTHING, modem: ANYTHING, ussd: ANYTHING }, [], problems);
  const faults = rulesAt(top.faults, 'faults', OCCASION, FAULTS, problems);
  const network = rulesAt(top.network, 'network', { from: NUMBER, to: NUMBER, ...WHEN }, NETWORK, problems);
  const modem = mappingAt(top.modem ?? {}, ['modem'], problems);
  checkFields(modem, MODEM, ['modem'], problems);
  for (const [name, fields] of Object.entries({ memories: MEMORIES, dialect: DIALECT })) {
    checkFields(mappingAt(modem[name] ?? {}, ['modem', name], problems), fields, ['modem', name], problems);
  }
  const ussd = mappingAt(top.ussd ?? {}, ['ussd'], problems);
  const answers = Object.fromEntries(Object.keys(ussd).map((code) => [code, text('an answer')]));
  checkFields(ussd, answers, ['ussd'], problems);
  if (problems.length > 0) {
    throw new ScenarioError(problems, lineOf);
  }
  return {
    faults: faults as FaultRule[],
    network: network as NetworkRule[],
    modem,
    ussd: ussd as Record<string, string>,
  };
}

function rulesAt(
  value: unknown,
  name: string,
  occasion: Fields,
  actions: Record<string, Fields>,
  problems: ScenarioProblem[],
): unknown[] {
  const rules = value ?? [];
  if (!Array.isArray(rules)) {
    problems.push({ path: [name], message: 'a list of rules expected' });
    return [];
  }
  rules.forEach((rule: unknown, index) => {
    const path = [name, index];
    const mapping = mappingAt(rule, path, problems);
    const action = Object.hasOwn(actions, String(mapping.do)) ? actions[String(mapping.do)] : undefined;
    if (action) {
      checkFields(mapping, { do: ANYTHING, ...occasion, ...action }, path, problems);
    } else {
      const known = Object.keys(actions).join(', ');
      problems.push({ path: [...path, 'do'], message: `one of ${known} expected` });
    }
  });
  return rules;
}
