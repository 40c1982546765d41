/** What a value in a scenario may be. */
export interface Field {
  check: (value: unknown) => boolean;
  expected: string;
  required?: boolean;
}

export type Fields = Record<string, Field>;

/** Keys and list positions. */
export type Path = readonly (string | number)[];

/** One thing wrong in a scenario. */
export interface ScenarioProblem {
  path: Path;
  message: string;
}

const isText = (value: unknown): boolean => typeof value === 'string';

const isList = (value: unknown, of: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(of);

export function integer(low: number, high?: number): Field {
  return {
    check: (value) =>
      Number.isSafeInteger(value) && Number(value) >= low && Number(value) <= (high ?? Infinity),
    expected: high === undefined ? `an integer from ${low}` : `an integer from ${low} to ${high}`,
  };
}

export function oneOf(...values: readonly (string | number)[]): Field {
  return {
    check: (value) => values.includes(value as string),
    expected: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
  };
}

export function text(expected: string, pattern = /^/): Field {
  return { check: (value) => isText(value) && pattern.test(value as string), expected };
}

export const required = (field: Field): Field => ({ ...field, required: true });

export const ANYTHING: Field = { check: () => true, expected: '' };

export const MILLISECONDS: Field = {
  check: (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  expected: 'milliseconds, 0 or more',
};

export const BOOLEAN: Field = { check: (value) => typeof value === 'boolean', expected: 'true or false' };

export const LINES: Field = { check: (value) => isList(value, isText), expected: 'a list of lines' };

export const NUMBER = text('a number in quotation marks');

export function listOf(field: Field): Field {
  return { check: (value) => isList(value, field.check), expected: `a list, each ${field.expected}` };
}

/** The mapping at `path`; an empty one, and a problem, where there is something else. */
export function mappingAt(value: unknown, path: Path, problems: ScenarioProblem[]): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  problems.push({ path, message: 'an object expected' });
  return {};
}

export function checkFields(
  mapping: Record<string, unknown>,
  fields: Fields,
  path: Path,
  problems: ScenarioProblem[],
): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = mapping[name];
    if (value === undefined ? field.required : !field.check(value)) {
      problems.push({ path: [...path, name], message: `${field.expected} expected` });
    }
  }
  for (const name of Object.keys(mapping)) {
    if (!Object.hasOwn(fields, name)) {
      const known = Object.keys(fields).join(', ');
      problems.push({ path: [...path, name], message: `unknown; known are ${known}` });
    }
  }
}
