import type { FastifyError, FastifyInstance } from 'fastify';
import { formatAnswer } from '../../eapi/answer';
import { Code } from '../../eapi/codes';
import { SEND_SMS } from '../../eapi/paths';
import { UnavailableError } from '../../submission/submission';
import { BodyTooLargeError, TruncatedBodyError } from '../body';
import type { Credentials } from '../credentials';
import type { ServerParts } from '../parts';
import { createSendSms } from './send-sms';

const TEXT = 'text/plain; charset=iso-8859-1';

/** The calls of the EAPI (spec: eapi sections 1 to 4), below /eapi. */
export async function registerEapi(
  app: FastifyInstance,
  parts: ServerParts,
  credentials: Credentials,
): Promise<void> {
  const sendSms = createSendSms(parts, credentials);
  app.route({
    method: ['GET', 'POST'],
    url: SEND_SMS,
    handler: async (request, reply) => reply.type(TEXT).send(formatAnswer(await sendSms(request))),
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    reply.type(TEXT);
    if (error instanceof TruncatedBodyError) {
      parts.logger.warn(
        { client: request.ip },
        'a send_sms broke off before it was whole; nothing was accepted',
      );
    }
    // What can be decided is answered 200: any other status makes clients try again.
    if (error instanceof BodyTooLargeError || (error.statusCode ?? 500) < 500) {
      return reply.code(200).send(formatAnswer({ code: Code.validationFailed, description: error.message }));
    }
    if (error instanceof UnavailableError) {
      return reply.code(503).send(`temporarily unavailable, nothing was accepted: ${error.message}\n`);
    }
    parts.logger.error({ err: error }, 'a request to the EAPI failed');
    return reply.code(500).send('internal error; the log says more\n');
  });
}
