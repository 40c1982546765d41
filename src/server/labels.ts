import { printable } from '../eapi/answer';
import { ValidationError } from '../submission/submission';

/** An origin address: 1 to 20 digits, or at most 11 characters of printable ASCII. */
export function readSender(parameter: string, text: string): string {
  if (/^\+?\d{1,20}$/.test(text) || /^[ -~]{1,11}$/.test(text)) return text;
  const shown = printable(text, 30);
  throw new ValidationError(
    parameter,
    `"${shown}", expected at most 11 characters, or a number of 1 to 20 digits`,
  );
}

/** Most characters of a source_id or userSuppliedId. */
const LONGEST_SOURCE_ID = 20;

export function readSourceId(parameter: string, text: string): string {
  if (text.length <= LONGEST_SOURCE_ID && !/[\0-\x1f\x7f]/.test(text)) return text;
  throw new ValidationError(parameter, `expected at most ${LONGEST_SOURCE_ID} printable characters`);
}

/** Most characters of a scheduling description. */
const LONGEST_DESCRIPTION = 1000;

export function readDescription(parameter: string, text: string): string {
  if (text.length <= LONGEST_DESCRIPTION) return text;
  throw new ValidationError(parameter, `${text.length} characters, expected at most ${LONGEST_DESCRIPTION}`);
}
