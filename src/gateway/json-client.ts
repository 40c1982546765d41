import { z } from 'zod';
import { printable } from '../eapi/answer';
import type { GatewayPort, Offer } from '../ports';
import type { Outcome, Refused } from '../submission/outcome';
import { senderTypeOf } from '../submission/sender';
import type { Submission } from '../submission/submission';
import { createGatewayClient, pathBelow, type GatewayParts } from './client';
import type { Exchange } from './exchange';
import { outcomeOfFailure, unexpectedStatus } from './failure';

/** A gateway that speaks the JSON API v1 (spec: eapi section 9). */
export const createJsonGateway = (parts: GatewayParts): GatewayPort =>
  createGatewayClient(
    {
      write(config, offer) {
        const credentials = Buffer.from(`${config.username}:${config.password}`).toString('base64');
        return {
          path: `${pathBelow(config, '/messages')}?deduplication-id=${offer.stopDupId}&auto-unicode=false`,
          contentType: 'application/json',
          authorization: `Basic ${credentials}`,
          body: JSON.stringify(entryOf(offer)),
        };
      },
      outcomeOf,
    },
    parts,
  );

const ENCODINGS = { '7bit': 'TEXT', '8bit': 'BINARY', '16bit': 'UNICODE' } as const;
const CLASSES = ['FLASH_SMS', 'ME_SPECIFIC', 'SIM_SPECIFIC', 'TE_SPECIFIC'] as const;
const ROUTING_GROUPS = { 1: 'ECONOMY', 2: 'STANDARD', 3: 'PREMIUM' } as const;

function entryOf({ to, submission }: Offer): object {
  const { content, messageClass, protocolId, routingGroup, sourceId, maxParts } = submission;
  return {
    to: { type: 'INTERNATIONAL', address: to },
    body: content.alphabet === '8bit' ? content.octets : content.text,
    encoding: ENCODINGS[content.alphabet],
    longMessageMaxParts: maxParts,
    from: fromOf(submission),
    messageClass: messageClass === undefined ? undefined : CLASSES[messageClass],
    protocolId: protocolId === 0 ? undefined : protocolId,
    routingGroup: routingGroup && ROUTING_GROUPS[routingGroup],
    deliveryReports: submission.wantReport ? 'ALL' : 'NONE',
    userSuppliedId: sourceId,
  };
}

function fromOf(submission: Submission): object | undefined {
  const { sender, repliable } = submission;
  if (sender === undefined) return repliable ? { type: 'REPLIABLE' } : undefined;
  const type = senderTypeOf(submission);
  return { type, address: type === 'ALPHANUMERIC' ? sender : sender.replace(/^\+/, '') };
}

const answerSchema = z
  .array(
    z.object({
      id: z.coerce.string().min(1).max(100),
      status: z.object({ type: z.string(), subtype: z.string().nullish() }).nullish().catch(undefined),
    }),
  )
  .min(1);
const problemSchema = z.object({ title: z.string().optional(), detail: z.string().optional() });

/** What a refusal is about; every other 4xx is one of this gateway for good, and proves nothing of earlier tries. */
const REFUSALS: Readonly<Record<number, Pick<Refused, 'what' | 'permanent' | 'settlesDoubt'>>> = {
  // A repeat of what was taken is answered as that was.
  400: { what: 'message', permanent: true, settlesDoubt: true },
  408: { what: 'path', permanent: false },
  429: { what: 'path', permanent: false },
};

/** Classes what one POST came to, as the EAPI's are (spec: eapi sections 5 and 9). */
export function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.kind === 'failed') return outcomeOfFailure(exchange);
  const { status, body } = exchange;
  if (status === 201 || status === 200) return accepted(status, body);
  if (status < 400 || status >= 500) return unexpectedStatus(status);
  const { title, detail } = problemSchema.safeParse(parse(body)).data ?? {};
  // The detail of an authentication failure may repeat the credentials.
  const said = [title, status === 401 ? undefined : detail].filter((text) => text !== undefined).join(': ');
  return {
    kind: 'refused',
    what: 'path',
    permanent: true,
    code: `HTTP ${status}`,
    detail: printable(said, 200),
    ...REFUSALS[status],
  };
}

/** It was made, and will not be sent; a repeat of it is answered the same. Another path may carry it. */
const failed = (id: string, why: string): Refused => ({
  kind: 'refused',
  what: 'path',
  permanent: true,
  code: printable(why, 50),
  detail: `message ${printable(id, 100)} failed at once`,
  settlesDoubt: true,
});

function accepted(statusCode: number, body: Buffer): Outcome {
  const answer = answerSchema.safeParse(parse(body));
  const code = `HTTP ${statusCode}`;
  if (!answer.success) {
    return { kind: 'inDoubt', code, detail: `${body.length} bytes that are no array of messages` };
  }
  const { id, status } = answer.data[0]!;
  if (status?.type === 'FAILED') return failed(id, status.subtype ?? 'FAILED');
  return { kind: 'accepted', code, detail: `message ${printable(id, 100)}`, batchId: id };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
