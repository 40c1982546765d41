/** One answer line of send_sms: `status_code|status_description|batch_id`. */
export interface Answer {
  code: number;
  description: string;
  /** Greater than 0; missing on most errors. */
  batchId?: number;
}

/** Longest description that we write, in characters. */
const LONGEST_DESCRIPTION = 300;

/** The line as our server writes it: two pipes always, no newline, ASCII. */
export function formatAnswer({ code, description, batchId }: Answer): string {
  return `${code}|${printable(description, LONGEST_DESCRIPTION)}|${batchId ?? ''}`;
}

/** Text from outside made fit for an answer line or a log: no pipe, no control character, cut with an ellipsis. */
export function printable(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return cut.replace(/[^ -{}~]/g, '?');
}

const LINE = /^\s*(\d{1,3})\|([^|]*)(?:\|([^|]*)(?:\|.*)?)?\s*$/;
const BATCH_ID = /^\d{0,15}\s*$/;

/**
 * Reads an answer line, with or without a newline at its end; undefined if it is none. Fields that may be added behind
 * are not looked at. An error may lack its last field (the batch_id is optional there), a success may not: what ends
 * early is not a whole answer.
 */
export function parseAnswer(text: string): Answer | undefined {
  const fields = LINE.exec(text);
  if (!fields) return undefined;
  const [, digits, description, batch] = fields;
  const code = Number(digits);
  const named = batch !== undefined && BATCH_ID.test(batch);
  if (!named && code < 2) return undefined;
  const batchId = named ? Number(batch) : 0;
  return { code, description: description ?? '', ...(batchId > 0 && { batchId }) };
}
