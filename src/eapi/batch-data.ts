/** One line of batch_data below its header: the value of each column that is not empty there. */
export type BatchRow = Map<string, string>;

/** The mark that editors put before UTF-8, as text of one byte in each code unit. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

export interface BatchData {
  /** Names of the header row, as given. */
  columns: string[];
  rows: BatchRow[];
  /** Lines that could not be read: their numbers, the header being 1. */
  bad: number[];
}

/**
 * Reads batch_data of send_batch (spec: eapi section 6): CSV with a header row; values may stand in double quotes, and
 * a backslash escapes a quote, a newline (itself, or as `\n`) and a backslash. Lenient: a byte order mark and empty
 * lines are skipped, a doubled quote inside quotes stands for one, and a value too many or a quote never closed makes
 * its line bad.
 */
export function parseBatchData(text: string): BatchData {
  const marked = text.startsWith(BYTE_ORDER_MARK);
  const [header, ...lines] = splitLines(marked ? text.slice(BYTE_ORDER_MARK.length) : text);
  const columns = splitValues(header?.line ?? '')?.map((name) => name.trim()) ?? [];
  const data: BatchData = { columns, rows: [], bad: [] };
  for (const { line, number } of lines) {
    const values = splitValues(line);
    if (!values || values.length > columns.length) data.bad.push(number);
    else data.rows.push(rowOf(columns, values));
  }
  return data;
}

function rowOf(columns: readonly string[], values: readonly string[]): BatchRow {
  const row: BatchRow = new Map();
  values.forEach((value, i) => {
    if (value !== '') row.set(columns[i]!, value);
  });
  return row;
}

/** Lines that hold something, with their numbers from 1; a newline behind a backslash does not end one. */
function splitLines(text: string): { line: string; number: number }[] {
  const lines: { line: string; number: number }[] = [];
  let start = 0;
  let number = 1;
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '\\') {
      at += text.startsWith('\r\n', at + 1) ? 2 : 1;
      continue;
    }
    if (at < text.length && text[at] !== '\n' && text[at] !== '\r') continue;
    const line = text.slice(start, at);
    if (line.trim() !== '') lines.push({ line, number });
    if (text.startsWith('\r\n', at)) at++;
    start = at + 1;
    number++;
  }
  return lines;
}

/** The values of one line; undefined where a quote is never closed or something follows it. */
function splitValues(line: string): string[] | undefined {
  const values: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    const quoted = line[at] === '"';
    if (quoted) at++;
    let value = '';
    for (; at < line.length; at++) {
      const character = line[at]!;
      if (character === '\\') {
        const [escaped, length] = unescape(line, at);
        value += escaped;
        at += length - 1;
      } else if (quoted ? character === '"' && line[at + 1] !== '"' : character === ',') break;
      else {
        value += character;
        if (quoted && character === '"') at++;
      }
    }
    if (quoted) {
      if (line[at] !== '"') return undefined;
      at++;
      while (line[at] === ' ' || line[at] === '\t') at++;
      if (at < line.length && line[at] !== ',') return undefined;
    }
    values.push(quoted ? value : value.trim());
    if (at >= line.length) return values;
    at++;
  }
}

/** What a backslash and what follows it stand for, and how many characters they are. */
function unescape(line: string, at: number): [string, number] {
  const next = line[at + 1];
  if (next === '\r' && line[at + 2] === '\n') return ['\n', 3];
  if (next === 'n' || next === '\n' || next === '\r') return ['\n', 2];
  if (next === 'r') return ['\r', 2];
  if (next === '"' || next === '\\' || next === ',') return [next, 2];
  return ['\\', 1];
}
