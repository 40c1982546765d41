import { parseDuration } from '../config/scalars';
import {
  encodeSubmit,
  PduError,
  transliterate,
  type EncodedSegment,
  type InformationElement,
  type Replacement,
  type SubmitOptions,
} from '../sms';

/** What `pdu encode` is asked for: the keys of its JSON lines, and its options. */
export interface Job {
  to: string;
  /** Text, or hexadecimal octets for 8bit. */
  message: string;
  dca?: '7bit' | '8bit' | '16bit' | undefined;
  class?: 0 | 1 | 2 | 3 | undefined;
  pid?: number | undefined;
  report?: boolean | undefined;
  /** Seconds, a duration such as `2h`, or until when: ISO 8601 with an offset. */
  validity?: number | string | undefined;
  reference?: number | undefined;
  referenceBits?: 8 | 16 | undefined;
  maxParts?: number | undefined;
  smsc?: string | undefined;
  /** Elements as `pdu decode` prints them; hexadecimal, UDHL first; or true: an 8bit message begins with its own. */
  udh?: InformationElement[] | string | true | undefined;
  locking?: number | undefined;
  single?: number | undefined;
  /** Write a text with the characters of the GSM 7 bit alphabet where each has one like it there. */
  transliterate?: boolean | undefined;
}

export interface Encoded {
  segments: Pick<EncodedSegment, 'length' | 'pdu'>[];
  /** What transliteration changed. */
  replacements?: Replacement[];
}

export type Answer = Encoded | { error: string };

const integerFrom = (min: number, max: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? undefined
    : `an integer from ${min} to ${max}`;

const text = (value: unknown) => (typeof value === 'string' ? undefined : 'a string');

const oneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value) ? undefined : `one of ${values.join(', ')}`;

/** Each key with a check that says what it expects of a value that will not do. */
const CHECKS: Record<keyof Job, (value: unknown) => string | undefined> = {
  to: text,
  message: text,
  dca: oneOf('7bit', '8bit', '16bit'),
  class: oneOf(0, 1, 2, 3),
  pid: integerFrom(0, 255),
  report: oneOf(true, false),
  validity: (value) => (validityOf(value) === undefined ? VALIDITY : undefined),
  reference: integerFrom(0, 65535),
  referenceBits: oneOf(8, 16),
  maxParts: integerFrom(1, 255),
  smsc: text,
  udh: (value) =>
    value === true || typeof value === 'string' || (Array.isArray(value) && value.every(isElement))
      ? undefined
      : 'elements {"iei","data"}, hexadecimal octets, or true',
  locking: integerFrom(1, 13),
  single: integerFrom(1, 13),
  transliterate: oneOf(true, false),
};

function isElement(value: unknown): value is InformationElement {
  const { iei, data } = (value ?? {}) as Partial<InformationElement>;
  return typeof iei === 'number' && typeof data === 'string';
}

export const VALIDITY = 'seconds, a duration such as 2h, or an ISO 8601 time such as 2026-01-31T12:45:00Z';

const LOOKS_LIKE_A_TIME = /^\d{4}-\d\d-\d\dT/;

/** TP-VP for seconds, for a duration such as `2h`, or until a time; undefined where `value` is none of them. */
export function validityOf(value: unknown): number | string | undefined {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))) {
    return Number(value);
  }
  if (typeof value === 'string' && LOOKS_LIKE_A_TIME.test(value)) {
    return value;
  }
  const milliseconds = parseDuration(value);
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** The first problem with `job`, naming its key; keys that are not known are left alone, and null is absent. */
function problemOf(job: object): string | undefined {
  for (const [key, check] of Object.entries(CHECKS)) {
    const value = (job as Record<string, unknown>)[key] ?? undefined;
    const required = key === 'to' || key === 'message';
    const expected = value === undefined && !required ? undefined : check(value);
    if (expected !== undefined) {
      return `${key}: ${expected} expected, got ${value === undefined ? 'nothing' : JSON.stringify(value)}`;
    }
  }
  return undefined;
}

/** Elements of a header in hexadecimal that begins with its own length. */
function elementsOfHex(hex: string): InformationElement[] {
  const elements: InformationElement[] = [];
  const octet = (at: number): number => parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  if (!/^([0-9A-Fa-f]{2})+$/.test(hex) || octet(0) !== hex.length / 2 - 1) {
    throw new PduError('TP-UD', 'a user data header in hexadecimal expected, its length first');
  }
  for (let at = 1; at < hex.length / 2;) {
    const data = hex.slice((at + 2) * 2, (at + 2 + octet(at + 1)) * 2);
    if (!(data.length === octet(at + 1) * 2)) {
      throw new PduError('TP-UD', 'an information element runs past the end of the user data header');
    }
    elements.push({ iei: octet(at), data });
    at += 2 + octet(at + 1);
  }
  return elements;
}

function headerOptions({ udh, dca }: Job): Pick<SubmitOptions, 'udhi' | 'elements'> {
  if (udh === undefined || udh === null) {
    return {};
  }
  if (udh === true) {
    if (dca !== '8bit') {
      throw new PduError('TP-UD', 'only an 8bit message can begin with its own header');
    }
    return { udhi: true };
  }
  return { elements: typeof udh === 'string' ? elementsOfHex(udh) : udh };
}

/** Encodes one job. Throws PduError where it cannot be said in an SMS-SUBMIT. */
export function encodeJob(job: Job): Encoded {
  const { dca } = job;
  const isText = dca !== '8bit';
  const changed = isText && job.transliterate ? transliterate(job.message) : undefined;
  const message = changed?.text ?? job.message;
  const segments = encodeSubmit({
    to: job.to,
    ...(isText ? { text: message } : { data: message }),
    alphabet: dca ?? undefined,
    messageClass: job.class ?? undefined,
    pid: job.pid ?? undefined,
    statusReport: job.report ?? undefined,
    validity: validityOf(job.validity),
    reference: job.reference ?? undefined,
    referenceBits: job.referenceBits ?? undefined,
    maxParts: job.maxParts ?? undefined,
    smsc: job.smsc ?? undefined,
    locking: job.locking ?? undefined,
    single: job.single ?? undefined,
    ...headerOptions(job),
  });
  return {
    segments: segments.map(({ length, pdu }) => ({ length, pdu })),
    ...(changed && { replacements: changed.replacements }),
  };
}

/** Answers one line of `pdu encode --jsonl`. */
export function answerJob(line: string): Answer {
  let job: unknown;
  try {
    job = JSON.parse(line);
  } catch {
    return { error: 'a JSON object expected' };
  }
  if (typeof job !== 'object' || job === null || Array.isArray(job)) {
    return { error: 'a JSON object expected' };
  }
  const problem = problemOf(job);
  if (problem !== undefined) {
    return { error: problem };
  }
  try {
    return encodeJob(job as Job);
  } catch (error) {
    if (error instanceof PduError) {
      return { error: error.message };
    }
    throw error;
  }
}
