import type { FaultAction, FaultPhase, FaultRule } from './rules';
import type { VirtualModemOptions } from '../virtual-modem';

/** What a scenario file says: faults, and which modem it is. */
export interface Scenario {
  faults: FaultRule[];
  modem: ScenarioModem;
}

export type ScenarioModem = Pick<
  VirtualModemOptions,
  'number' | 'imei' | 'pin' | 'bootTime' | 'firstReference'
>;

/** A scenario that cannot be used: names the place and what was expected there. */
export class ScenarioError extends Error {
  override name = 'ScenarioError';
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 1;
const duration: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const octet: Check = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 255;
const texts: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(text);
const phase: Check = (value) => ['command', 'submit', 'answer'].includes(value as FaultPhase);

interface Field {
  check: Check;
  expected: string;
  required?: boolean;
}

type Fields = Record<string, Field>;

const MILLISECONDS = { check: duration, expected: 'milliseconds, 0 or more' };

const MODEM: Record<keyof ScenarioModem, Field> = {
  number: { check: text, expected: 'a number in quotation marks' },
  imei: { check: text, expected: '15 digits in quotation marks' },
  pin: { check: text, expected: '4 to 8 digits in quotation marks' },
  bootTime: MILLISECONDS,
  firstReference: { check: octet, expected: 'an integer from 0 to 255' },
};

const OCCASION: Fields = {
  command: { check: text, expected: 'how a command begins, such as "+CMGS"' },
  to: { check: text, expected: 'a number in quotation marks' },
  nth: { check: count, expected: 'an integer from 1' },
  every: { check: count, expected: 'an integer from 1' },
  times: { check: count, expected: 'an integer from 1' },
  at: { check: phase, expected: 'command, submit or answer' },
};

const ACTIONS: Record<FaultAction['do'], Fields> = {
  refuse: { error: { check: text, expected: 'such as CMS 500, CME 14 or ERROR', required: true } },
  lose: {},
  hang: {},
  delay: { ms: { ...MILLISECONDS, required: true } },
  indicate: { lines: { check: texts, expected: 'a list of lines', required: true } },
  inject: { octets: { check: text, expected: 'a string', required: true } },
  unplug: { replugAfter: MILLISECONDS },
  reboot: {},
};

/** Checks what was read from a scenario file (JSON or YAML). Throws ScenarioError with every problem. */
export function parseScenario(value: unknown): Scenario {
  const problems: string[] = [];
  const top = objectAt(value ?? {}, 'scenario', problems);
  checkFields(
    top,
    { faults: anything('a list of rules'), modem: anything('an object') },
    'scenario',
    problems,
  );
  const faults = top.faults ?? [];
  if (Array.isArray(faults)) {
    faults.forEach((rule: unknown, index) => checkRule(rule, `faults[${index}]`, problems));
  } else {
    problems.push('faults: a list of rules expected');
  }
  const modem = objectAt(top.modem ?? {}, 'modem', problems);
  checkFields(modem, MODEM, 'modem', problems);
  if (problems.length > 0) {
    throw new ScenarioError(problems.join('; '));
  }
  return { faults: faults as FaultRule[], modem };
}

const anything = (expected: string): Field => ({ check: () => true, expected });

function objectAt(value: unknown, place: string, problems: string[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  problems.push(`${place}: an object expected`);
  return {};
}

function checkRule(value: unknown, place: string, problems: string[]): void {
  const rule = objectAt(value, place, problems);
  const action = Object.hasOwn(ACTIONS, String(rule.do)) ? ACTIONS[rule.do as FaultAction['do']] : undefined;
  if (!action) {
    problems.push(`${place}.do: one of ${Object.keys(ACTIONS).join(', ')} expected`);
    return;
  }
  checkFields(rule, { do: anything('an action'), ...OCCASION, ...action }, place, problems);
}

function checkFields(
  object: Record<string, unknown>,
  fields: Fields,
  place: string,
  problems: string[],
): void {
  for (const [name, { check, expected, required }] of Object.entries(fields)) {
    if (object[name] === undefined ? required : !check(object[name])) {
      problems.push(`${place}.${name}: ${expected} expected`);
    }
  }
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name)) {
      problems.push(`${place}.${name}: unknown; known are ${Object.keys(fields).join(', ')}`);
    }
  }
}
