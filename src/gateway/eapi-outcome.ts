import { parseAnswer, printable } from '../eapi/answer';
import { Code, codeFacts } from '../eapi/codes';
import type { Outcome } from '../submission/outcome';
import type { Exchange } from './exchange';

/** Classes what one POST came to (spec: eapi section 5). */
export function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.kind === 'failed') {
    const { code, detail } = describe(exchange.error);
    return { kind: exchange.written ? 'inDoubt' : 'notSubmitted', ...(code && { code }), detail };
  }
  if (exchange.status !== 200) {
    const code = `HTTP ${exchange.status}`;
    return { kind: 'inDoubt', code, detail: `answered with ${code}, expected HTTP 200` };
  }
  return outcomeOfAnswer(exchange.body);
}

function outcomeOfAnswer(body: Buffer): Outcome {
  const answer = parseAnswer(body.toString('latin1'));
  if (!answer) {
    const detail = `${body.length} bytes that are no whole answer, expected status_code|status_description|batch_id`;
    return { kind: 'inDoubt', detail };
  }
  const facts = codeFacts(answer.code);
  const code = String(answer.code);
  const batch = answer.batchId === undefined ? '' : `, batch ${answer.batchId}`;
  if (facts.outcome === 'accepted') {
    const named = answer.batchId !== undefined && { batchId: String(answer.batchId) };
    return { kind: 'accepted', code, detail: `${facts.meaning}${batch}`, ...named };
  }
  // The description of an authentication failure repeats the credentials.
  const description = answer.code === Code.authenticationFailure ? '' : printable(answer.description, 200);
  const { what, permanent, settlesDoubt } = facts;
  const detail = description === '' ? facts.meaning : `${facts.meaning}: ${description}`;
  return { kind: 'refused', what, permanent, code, detail, settlesDoubt };
}

/** The system's or undici's code, and a sentence; where several addresses were tried, of the first. */
function describe(error: Error & { code?: unknown }): { code?: string; detail: string } {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const detail = first instanceof Error && first.message !== '' ? first.message : error.name;
  return { ...(typeof error.code === 'string' && { code: error.code }), detail: printable(detail, 200) };
}
