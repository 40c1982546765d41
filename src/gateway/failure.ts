import { printable } from '../eapi/answer';
import type { InDoubt, Outcome } from '../submission/outcome';
import type { Exchange } from './exchange';

/** What a POST without an answer says: whether the request had been written decides. */
export function outcomeOfFailure({ written, error }: Extract<Exchange, { kind: 'failed' }>): Outcome {
  const { code, detail } = describe(error);
  return { kind: written ? 'inDoubt' : 'notSubmitted', ...(code && { code }), detail };
}

/** An answer that says neither yes nor no: a proxy's, or one from the middle of a fault. */
export function unexpectedStatus(status: number): InDoubt {
  const code = `HTTP ${status}`;
  return { kind: 'inDoubt', code, detail: `answered with ${code}` };
}

/** The system's code, and a sentence; where several addresses were tried, of the first. */
function describe(error: Error & { code?: unknown }): { code?: string; detail: string } {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const detail = first instanceof Error && first.message !== '' ? first.message : error.name;
  return { ...(typeof error.code === 'string' && { code: error.code }), detail: printable(detail, 200) };
}
