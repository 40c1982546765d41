import { printable } from '../eapi/answer';
import { ValidationError } from '../submission/submission';

/** Most recipients of one submission (EAPI code 201 above it). */
export const MOST_RECIPIENTS = 30_000;

export class BatchTooLargeError extends ValidationError {}

/** An international number as digits, 1 to 20 of them; spaces around it and a leading `+` are tolerated. */
export function readNumber(parameter: string, text: string): string {
  const number = text.trim().replace(/^\+/, '');
  if (/^[1-9]\d{0,19}$/.test(number)) return number;
  const shown = printable(text.trim(), 30);
  throw new ValidationError(
    parameter,
    `"${shown}", expected an international number of 1 to 20 digits without 00`,
  );
}

/** Names the group, or says that the phone book has none such. */
export function membersOf(
  groups: Readonly<Record<string, string[]>>,
  parameter: string,
  id: string,
): string[] {
  const members = Object.hasOwn(groups, id) ? groups[id] : undefined;
  if (members) return members;
  throw new ValidationError(
    parameter,
    `"${printable(id, 30)}", expected the id of a group in the configuration`,
  );
}

/** Each number once, in order; a second one is an error unless they are to be stripped. */
export function distinct(parameter: string, numbers: readonly string[], strip: boolean): string[] {
  const seen = new Set<string>();
  for (const number of numbers) {
    if (seen.has(number) && !strip) {
      throw new ValidationError(parameter, `${number} is given twice, expected each recipient once`);
    }
    seen.add(number);
  }
  if (seen.size === 0) throw new ValidationError(parameter, 'no recipient, expected at least one');
  if (seen.size > MOST_RECIPIENTS) {
    throw new BatchTooLargeError(parameter, `${seen.size} recipients, expected at most ${MOST_RECIPIENTS}`);
  }
  return [...seen];
}
