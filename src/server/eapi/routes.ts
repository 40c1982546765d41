import type { FastifyError, FastifyInstance } from 'fastify';
import { TryLaterError } from '../../access/try-later';
import { Code } from '../../eapi/codes';
import { GET_CREDITS, GET_INBOX, GET_REPORT, QUOTE_SMS, SEND_BATCH, SEND_SMS } from '../../eapi/paths';
import { UnavailableError } from '../../submission/submission';
import { BodyTooLargeError, LARGEST_BATCH, TruncatedBodyError } from '../body';
import type { Credentials } from '../../access/credentials';
import type { ServerParts } from '../parts';
import { createAnswerer, failure, type Call } from './call';
import { getCredits } from './get-credits';
import { createGetInbox } from './get-inbox';
import { createGetReport } from './get-report';
import { createQuoteSms } from './quote-sms';
import { createSendBatch } from './send-batch';
import { createSendSms } from './send-sms';

const TEXT = 'text/plain; charset=iso-8859-1';

/** The calls of the EAPI (spec: eapi sections 1 to 6), below /eapi. */
export async function registerEapi(
  app: FastifyInstance,
  parts: ServerParts,
  credentials: Credentials,
): Promise<void> {
  const answerCall = createAnswerer(parts, credentials);
  const { inbox } = parts;

  serve(SEND_SMS, createSendSms(parts));
  serve(SEND_BATCH, createSendBatch(parts), LARGEST_BATCH);
  serve(QUOTE_SMS, createQuoteSms(parts));
  serve(GET_REPORT, createGetReport(parts));
  serve(GET_CREDITS, getCredits);
  serve(GET_INBOX[0], createGetInbox(inbox, { withEncoding: false }));
  serve(GET_INBOX[1], createGetInbox(inbox, { withEncoding: true }));

  function serve(url: string, call: Call, largestBody?: number): void {
    const name = url.split('/')[2]!;
    app.route({
      method: ['GET', 'POST'],
      url,
      config: { largestBody },
      handler: async (request, reply) => {
        const answer = await answerCall(call, name, request);
        // As bytes: a text would be written as UTF-8.
        return reply.type(TEXT).send(isAscii(answer) ? answer : Buffer.from(answer, 'latin1'));
      },
      errorHandler: (error: FastifyError, request, reply): void => {
        reply.type(TEXT);
        if (error instanceof TruncatedBodyError) {
          parts.logger.warn(
            { client: request.ip },
            `a ${name} broke off before it was whole; nothing was accepted`,
          );
        }
        if (error instanceof TryLaterError) {
          reply.code(200).send(failure(call, Code.temporarilyUnavailable, error.message));
          return;
        }
        // What can be decided is answered 200: any other status makes clients try again.
        if (error instanceof BodyTooLargeError || (error.statusCode ?? 500) < 500) {
          reply.code(200).send(failure(call, Code.validationFailed, error.message));
          return;
        }
        if (error instanceof UnavailableError) {
          reply.code(503).send(`temporarily unavailable, nothing was accepted: ${error.message}\n`);
          return;
        }
        parts.logger.error({ err: error }, `a ${name} failed`);
        reply.code(500).send('internal error; the log says more\n');
      },
    });
  }
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);
