/** Content type of a form. */
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * application/x-www-form-urlencoded as clients of the EAPI really write it. Texts here hold one byte in each code unit,
 * which is ISO-8859-1 read as Unicode.
 */
export interface Form {
  /** The first value of each parameter. */
  parameters: Map<string, string>;
  /** The first parameter that was given more than once. */
  repeated?: string;
}

/**
 * Reads a body or query string. Never fails: raw spaces and bytes stand for themselves, so does a `%` without two
 * hexadecimal digits. With `names`, every other parameter is ignored.
 */
export function parseForm(form: string, names?: ReadonlySet<string>): Form {
  const parameters = new Map<string, string>();
  let repeated: string | undefined;
  for (let start = 0; start <= form.length;) {
    const ampersand = form.indexOf('&', start);
    const end = ampersand < 0 ? form.length : ampersand;
    const pair = form.slice(start, end);
    start = end + 1;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    if (name === '' || (names && !names.has(name))) continue;
    if (parameters.has(name)) repeated ??= name;
    else parameters.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return { parameters, ...(repeated !== undefined && { repeated }) };
}

/** Writes a body in ASCII; a code unit over FF is written as `?`. */
export function encodeForm(parameters: Iterable<readonly [string, string]>): string {
  const pairs: string[] = [];
  for (const [name, value] of parameters) pairs.push(`${encode(name)}=${encode(value)}`);
  return pairs.join('&');
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  let decoded = '';
  let taken = 0;
  for (let at = spaced.indexOf('%'); at >= 0; at = spaced.indexOf('%', at + 1)) {
    const byte = 16 * hexDigit(spaced.charCodeAt(at + 1)) + hexDigit(spaced.charCodeAt(at + 2));
    if (Number.isNaN(byte)) continue;
    decoded += spaced.slice(taken, at) + String.fromCharCode(byte);
    taken = at + 3;
    at += 2;
  }
  return taken === 0 ? spaced : decoded + spaced.slice(taken);
}

/** Value of a hexadecimal digit by its code, NaN for anything else. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN;
}

function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9*._-]/g, (unit) => {
    if (unit === ' ') return '+';
    const byte = unit.charCodeAt(0);
    return byte > 0xff ? '%3F' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
