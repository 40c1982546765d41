import type { FastifyRequest } from 'fastify';
import { printable, type Answer } from '../../eapi/answer';
import { Code } from '../../eapi/codes';
import { ValidationError } from '../../submission/submission';
import type { Credentials } from '../credentials';
import type { ServerParts } from '../parts';
import { BatchTooLargeError } from '../recipients';
import { readSendSms, type SendSmsParameters } from './parameters';
import { submissionOf } from './submission';

/** batch_id of what test_always_succeed pretends to have taken: the largest there can be, never that of a submission. */
export const TEST_BATCH_ID = 2_147_483_647;

const FORM = 'application/x-www-form-urlencoded';

/** The send_sms call (spec: eapi sections 1 to 4): HTTP 200 for everything it can decide. */
export function createSendSms(
  { config, intake, logger, clock }: ServerParts,
  credentials: Credentials,
): (request: FastifyRequest) => Promise<Answer> {
  let notedGet = false;

  return (request) => decide(request).catch(answerTo);

  async function decide(request: FastifyRequest): Promise<Answer> {
    const raw = readSendSms(formOf(request));
    const account = credentials.check(raw.username, raw.password);
    if (!account) {
      const username = printable(raw.username, 50);
      logger.warn({ username, client: request.ip }, 'refused a send_sms with invalid credentials');
      const description = `invalid credentials (username was: ${username})`;
      return { code: Code.authenticationFailure, description };
    }
    const given = raw.read();
    const submission = submissionOf(given, {
      account: account.username,
      groups: config.groups,
      now: clock.now(),
    });
    const pretended = pretend(given, submission.sendAt !== undefined && submission.sendAt > clock.now());
    if (pretended) return pretended;
    const receipt = await intake.submit(submission);
    return taken(receipt.scheduled, receipt.id);
  }

  function formOf(request: FastifyRequest): string {
    if (request.method === 'GET') {
      if (!notedGet)
        logger.warn({ client: request.ip }, 'answered a send_sms by GET; in production use POST');
      notedGet = true;
      const { url } = request;
      return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
    }
    const type = request.headers['content-type'] ?? FORM;
    if (type.split(';', 1)[0]!.trim().toLowerCase() !== FORM) {
      throw new ValidationError('content-type', `"${printable(type, 60)}", expected ${FORM}`);
    }
    return Buffer.isBuffer(request.body) ? request.body.toString('latin1') : '';
  }

  function answerTo(error: unknown): Answer {
    if (!(error instanceof ValidationError)) throw error;
    logger.info({ parameter: error.parameter }, 'refused a send_sms that is not valid');
    const code = error instanceof BatchTooLargeError ? Code.batchTooLarge : Code.validationFailed;
    return { code, description: error.message };
  }
}

function taken(scheduled: boolean, batchId: number): Answer {
  return scheduled
    ? { code: Code.scheduled, description: 'SCHEDULED', batchId }
    : { code: Code.inProgress, description: 'IN_PROGRESS', batchId };
}

function pretend(given: SendSmsParameters, scheduled: boolean): Answer | undefined {
  if (given.test_always_succeed) return taken(scheduled, TEST_BATCH_ID);
  if (given.test_always_fail)
    return { code: Code.internalFatalError, description: 'test_always_fail was set' };
  return undefined;
}
