import { z } from 'zod';

/** Most characters of a value that are shown. */
const LONGEST_SHOWN = 60;

/** Says what was expected and shows what was there: the message of every rule below. */
export const expected =
  (what: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? `missing: expected ${what}` : `expected ${what}, got ${shown(input)}`;

/** As `expected`, where a list or a map belongs: shows the kind only, for what is there may hold passwords. */
export const expectedStructure =
  (what: string) =>
  ({ input }: { input?: unknown }): string =>
    input === undefined ? `missing: expected ${what}` : `expected ${what}, got ${kindOf(input)}`;

const kindOf = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : typeof value === 'string' ? 'a text' : `a ${typeof value}`;
};

function shown(value: unknown): string {
  if (value === null || typeof value === 'object') return kindOf(value);
  const text = JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
}

/** As `expected`, for values that must not be printed. */
export const expectedSecret =
  (what: string) =>
  (issue: { input?: unknown }): string =>
    issue.input === undefined ? `missing: expected ${what}` : `expected ${what}`;

export const text = (what: string) => z.string({ error: expected(what) }).min(1, { error: expected(what) });

export const integer = (what: string, min: number, max: number) => {
  const error = expected(`${what} from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `20s`, `1.5h`, `250ms`, `0s`; undefined where the text is no duration. */
export function parseDuration(value: unknown): number | undefined {
  if (value === 0) return 0;
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(value.trim()) : null;
  return match ? Math.round(Number(match[1]) * UNITS[match[2]!]!) : undefined;
}

/** Longer than any setTimeout can wait is a mistake everywhere in the file. */
const LONGEST = 20 * 86_400_000;

export const duration = (min = 0, max = LONGEST) =>
  z.unknown().transform((value, context) => {
    const parsed = parseDuration(value);
    if (parsed !== undefined && parsed >= min && parsed <= max) return parsed;
    const range = min > 0 ? ` from ${describeDuration(min)}` : '';
    const what = `a duration such as 20s, 5m or 1h${range} up to ${describeDuration(max)}`;
    context.addIssue({ code: 'custom', message: expected(what)({ input: value }) });
    return z.NEVER;
  });

function describeDuration(milliseconds: number): string {
  return milliseconds % UNITS['d']! === 0 ? `${milliseconds / UNITS['d']!}d` : `${milliseconds}ms`;
}

/** `127.0.0.1:5567`, `[::1]:5567`, `:5567` (every address) or a bare port. */
export const listenAddress = z.unknown().transform((value, context) => {
  const match = /^(?:(?:\[([0-9A-Fa-f:]+)\]|([^:\s]*)):)?(\d{1,5})$/.exec(String(value).trim());
  const port = Number(match?.[3]);
  if (match && port <= 65_535) {
    const bare = match[1] === undefined && match[2] === undefined;
    return { host: match[1] ?? (bare ? '127.0.0.1' : match[2] || '0.0.0.0'), port };
  }
  context.addIssue({
    code: 'custom',
    message: expected('HOST:PORT such as 127.0.0.1:5567')({ input: value }),
  });
  return z.NEVER;
});

/** An http or https address. */
export const webAddress = (what: string) => z.url({ protocol: /^https?$/, error: expectedAddress(what) });

/** As `expected`; an address may hold a password, which is not shown. */
const expectedAddress =
  (what: string) =>
  ({ input }: { input?: unknown }): string =>
    typeof input === 'string' && input.includes('@') ? `expected ${what}` : expected(what)({ input });

/** An IANA time zone that this Node.js knows. */
export const timeZone = z.unknown().transform((value, context) => {
  if (typeof value === 'string' && isTimeZone(value)) return value;
  context.addIssue({
    code: 'custom',
    message: expected('a time zone such as Europe/London')({ input: value }),
  });
  return z.NEVER;
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A user name ends at its first colon there (RFC 7617). */
export const COLON_IN_USERNAME =
  'expected a user name without a colon: HTTP Basic authentication cannot carry it';
