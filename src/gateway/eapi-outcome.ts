import { parseAnswer, printable } from '../eapi/answer';
import { Code, codeFacts } from '../eapi/codes';
import type { Outcome } from '../submission/outcome';
import type { Exchange } from './exchange';
import { outcomeOfFailure, unexpectedStatus } from './failure';

/** Classes what one send_sms came to (spec: eapi section 5). */
export function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.kind === 'failed') return outcomeOfFailure(exchange);
  return exchange.status === 200 ? outcomeOfAnswer(exchange.body) : unexpectedStatus(exchange.status);
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
