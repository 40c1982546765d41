import type { FastifyRequest } from 'fastify';
import type { AccountConfig } from '../../config/types';
import { formatAnswer, printable } from '../../eapi/answer';
import { Code } from '../../eapi/codes';
import { FORM_TYPE, parseForm, type Form } from '../../eapi/form';
import { QuotaError, ValidationError } from '../../submission/submission';
import type { Credentials } from '../../access/credentials';
import type { ServerParts } from '../parts';
import { BatchTooLargeError } from '../recipients';

/** A call as its account made it: each parameter in ISO-8859-1, one byte a code unit. */
export interface Asked extends Form {
  account: AccountConfig;
}

/** One call of the EAPI: what it takes, and how it answers. */
export interface Call {
  /** Every other parameter is ignored. */
  names: ReadonlySet<string>;
  /** Resolves to the whole answer; throws ValidationError or QuotaError. */
  answer(asked: Asked): Promise<string> | string;
  /** Fields of the first line of an answer, 2 or 3: what an error is answered with. */
  fields: 2 | 3;
}

/** Answers calls: form, credentials, the call itself, and the code of what went wrong (spec: eapi sections 1, 2, 4). */
export function createAnswerer({ logger }: ServerParts, credentials: Credentials) {
  let notedGet = false;

  return async function answerCall(call: Call, name: string, request: FastifyRequest): Promise<string> {
    try {
      const form = parseForm(formOf(request, name), call.names);
      const username = form.parameters.get('username') ?? '';
      const account = await credentials.check(username, form.parameters.get('password') ?? '', request.ip);
      if (account) return await call.answer({ ...form, account });
      // A form that is put together wrongly may have the password behind the name.
      const shown = printable(username.split(/[;&=]/, 1)[0]!, 50);
      logger.warn({ username: shown, client: request.ip }, `refused a ${name} with invalid credentials`);
      return failure(call, Code.authenticationFailure, `invalid credentials (username was: ${shown})`);
    } catch (error) {
      if (error instanceof QuotaError) {
        logger.warn({ call: name }, `refused a ${name}: ${error.message}`);
        return failure(call, Code.quotaExceeded, error.message);
      }
      if (!(error instanceof ValidationError)) throw error;
      logger.info({ parameter: error.parameter }, `refused a ${name} that is not valid`);
      const code = error instanceof BatchTooLargeError ? Code.batchTooLarge : Code.validationFailed;
      return failure(call, code, error.message);
    }
  };

  function formOf(request: FastifyRequest, name: string): string {
    if (request.method === 'GET') {
      if (!notedGet) logger.warn({ client: request.ip }, `answered a ${name} by GET; in production use POST`);
      notedGet = true;
      const { url } = request;
      return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
    }
    const type = request.headers['content-type'] ?? FORM_TYPE;
    if (type.split(';', 1)[0]!.trim().toLowerCase() !== FORM_TYPE) {
      throw new ValidationError('content-type', `"${printable(type, 60)}", expected ${FORM_TYPE}`);
    }
    return Buffer.isBuffer(request.body) ? request.body.toString('latin1') : '';
  }
}

/** The answer to what was accepted: the same for every repeat of it. */
export function taken(scheduled: boolean, batchId: number): string {
  return scheduled
    ? formatAnswer({ code: Code.scheduled, description: 'SCHEDULED', batchId })
    : formatAnswer({ code: Code.inProgress, description: 'IN_PROGRESS', batchId });
}

/** The answer line of an error: the third field is there but empty. */
export function failure({ fields }: Pick<Call, 'fields'>, code: number, description: string): string {
  const line = formatAnswer({ code, description });
  return fields === 3 ? line : line.slice(0, -1);
}
