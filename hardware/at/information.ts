/** Information text: `+NAME: values`. */
export interface Information {
  /** Such as `+CREG`, upper case; empty where the line has none. */
  name: string;
  values: string;
}

const NAMED = /^([+^*$%#&][A-Z0-9_+]*): ?(.*)$/i;

export function parseInformation(line: string): Information {
  const named = NAMED.exec(line);
  return named ? { name: named[1]!.toUpperCase(), values: named[2]! } : { name: '', values: line };
}

/** Splits values at commas outside of quotes and parentheses, and takes the quotes off (V.250 5.4.2). */
export function splitValues(values: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  let depth = 0;
  for (const character of values) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted && depth === 0) {
      fields.push(field.trim());
      field = '';
    } else {
      if (!quoted && character === '(') depth++;
      if (!quoted && character === ')') depth--;
      field += character;
    }
  }
  fields.push(field.trim());
  return fields;
}

/** Numbers of a range such as `(0-2,4)` or `(0,1)` (V.250 5.7.3.1); what is no number is left out. */
export function readRange(range: string): number[] {
  const numbers: number[] = [];
  for (const part of range.replace(/[()]/g, '').split(',')) {
    const bounds = /^\s*(\d{1,3})\s*(?:-\s*(\d{1,3})\s*)?$/.exec(part);
    if (!bounds) continue;
    const first = Number(bounds[1]);
    const last = Number(bounds[2] ?? first);
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return numbers;
}

/** Whether a line is a PDU as 27.005 prints it: whole octets in hexadecimal, SCA and a TPDU of two octets at the least. */
export function isPdu(line: string): boolean {
  return line.length >= 6 && line.length % 2 === 0 && /^[0-9A-F]+$/i.test(line);
}
