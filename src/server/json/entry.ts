import { z } from 'zod';
import { duration } from '../../config/scalars';
import { isGsm7 } from '../../sms';
import {
  ValidationError,
  type Content,
  type MessageClass,
  type Submission,
} from '../../submission/submission';
import { senderTypeOf } from '../../submission/sender';
import { MOST_PARTS, octetsContent, partsOf, textContent, toGsm7, unicodeContent } from '../content';
import { readSender, readSourceId } from '../labels';
import { distinct, membersOf, readNumber } from '../recipients';
import { Problem } from './problem';
import { MESSAGE_CLASSES, PROTOCOL_IDS, ROUTING_GROUPS } from './vocabulary';

/** A number from 0, or its name. */
function numbered(names: Readonly<Record<string, number>>, most: number) {
  const listed = Object.keys(names);
  const named = z.enum(listed).transform((name) => names[name]!);
  const what = `expected an integer from 0 to ${most} or one of ${listed.join(', ')}`;
  return z.union([z.int(what).min(0, what).max(most, what), named], what);
}

const string = () => z.string('expected a text in quotes');

const RECIPIENT = 'expected a number, {"type":"INTERNATIONAL","address":...} or {"type":"GROUP","id":...}';

const recipient = z.union(
  [
    string().transform((address) => ({ type: 'INTERNATIONAL' as const, address })),
    z.object({ type: z.literal('GROUP'), id: z.coerce.string() }),
    z.object({ type: z.literal('INTERNATIONAL').default('INTERNATIONAL'), address: string() }),
  ],
  RECIPIENT,
);

const sender = z.union(
  [
    string().transform((address) => ({ type: undefined, address })),
    z.object({ type: z.literal('REPLIABLE') }),
    z.object({ type: z.enum(['INTERNATIONAL', 'ALPHANUMERIC', 'SHORTCODE']), address: string() }),
  ],
  'expected an address, or {"type":"INTERNATIONAL|ALPHANUMERIC|SHORTCODE","address":...} or {"type":"REPLIABLE"}',
);

const PARTS = `expected an integer from 1 to ${MOST_PARTS}`;

/** null stands for a property that is not there. */
function optional<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const path = z.enum(['gateway', 'modem'], 'expected gateway or modem');

/** Our own object: the path that is insisted on, another policy to begin from, and what is different from it. */
const routeShape = {
  via: optional(z.enum(['auto', 'gateway', 'modem'], 'expected auto, gateway or modem')),
  policy: optional(z.string('expected the name of a policy')),
  routes: optional(z.array(path, 'expected a list such as ["gateway","modem"]').min(1, 'expected a path')),
  fallbackAfter: optional(duration()),
  giveUpAfter: optional(duration(1)),
  onDoubt: optional(z.enum(['hold', 'resend'], 'expected hold or resend')),
  priority: optional(z.enum(['normal', 'high'], 'expected normal or high')),
  unsupported: optional(z.enum(['ignore', 'refuse'], 'expected ignore or refuse')),
};

/** A name that is misspelt would send an alarm like anything else: here alone, one that is not known is refused. */
const routeSchema = z.strictObject(routeShape, {
  error: (issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is not known, ` : '';
    return `${unknown}expected an object with ${Object.keys(routeShape).join(', ')}`;
  },
});

/** One entry of `POST /v1/messages`; properties that it does not name are ignored (spec: eapi section 9). */
const entrySchema = z.object(
  {
    to: z.union(
      [recipient.transform((one) => [one]), z.array(recipient)],
      `${RECIPIENT}, or an array of them`,
    ),
    body: string(),
    from: optional(sender),
    encoding: optional(z.enum(['TEXT', 'UNICODE', 'BINARY'], 'expected TEXT, UNICODE or BINARY')),
    longMessageMaxParts: optional(z.int(PARTS).min(1, PARTS).max(MOST_PARTS, PARTS)),
    messageClass: optional(numbered(MESSAGE_CLASSES, 3)),
    protocolId: optional(numbered(PROTOCOL_IDS, 255)),
    routingGroup: optional(
      z.enum(['ECONOMY', 'STANDARD', 'PREMIUM'], 'expected ECONOMY, STANDARD or PREMIUM'),
    ),
    deliveryReports: optional(z.enum(['ALL', 'ERRORS', 'NONE'], 'expected ALL, ERRORS or NONE')),
    userSuppliedId: optional(string()),
    route: optional(routeSchema),
  },
  'expected a message: an object with to and body',
);

type Entry = z.infer<typeof entrySchema>;

export interface EntrySurroundings {
  account: string;
  groups: Readonly<Record<string, string[]>>;
  autoUnicode: boolean;
}

/** Parts that a message may take unless longMessageMaxParts says otherwise. */
const DEFAULT_MAX_PARTS = 3;

/** What one entry asks for. Throws Problem (400) or ValidationError naming the property. */
export function submissionOfEntry(value: unknown, surroundings: EntrySurroundings): Submission {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw new Problem(400, describeIssue(parsed.error));
  const entry = parsed.data;
  const content = contentOf(entry, surroundings.autoUnicode);
  const maxParts = entry.longMessageMaxParts ?? DEFAULT_MAX_PARTS;
  const parts = partsOf(content);
  if (parts > maxParts) {
    throw new ValidationError(
      'body',
      `needs ${parts} parts, expected at most ${maxParts} (longMessageMaxParts)`,
    );
  }
  return {
    account: surroundings.account,
    recipients: recipientsOf(entry, surroundings.groups),
    content,
    maxParts,
    protocolId: entry.protocolId ?? 0,
    wantReport: entry.deliveryReports !== 'NONE',
    ...(entry.deliveryReports === 'ERRORS' && { errorsOnly: true }),
    ...routeOf(entry),
    messageClass: (entry.messageClass ?? MESSAGE_CLASSES.SIM_SPECIFIC) as MessageClass,
    ...senderOf(entry),
    ...(entry.routingGroup !== undefined && { routingGroup: ROUTING_GROUPS[entry.routingGroup] }),
    ...(entry.userSuppliedId && { sourceId: readSourceId('userSuppliedId', entry.userSuppliedId) }),
  };
}

function routeOf({ route }: Entry): Pick<Submission, 'route' | 'wish'> {
  const { via = 'auto', ...wish } = route ?? {};
  const given = Object.entries(wish).filter(([, value]) => value !== undefined);
  return { route: via, ...(given.length > 0 && { wish: Object.fromEntries(given) }) };
}

function recipientsOf({ to }: Entry, groups: EntrySurroundings['groups']): string[] {
  const numbers = to.flatMap((one) =>
    one.type === 'GROUP' ? membersOf(groups, 'to', one.id) : [readNumber('to', one.address)],
  );
  return distinct('to', numbers, false);
}

function contentOf({ encoding, body }: Entry, autoUnicode: boolean): Content {
  if (encoding === 'BINARY') return octetsContent('body', body);
  if (encoding === 'UNICODE') return unicodeContent('body', body);
  if (isGsm7(body)) return textContent('body', body);
  if (autoUnicode) return unicodeContent('body', body);
  return textContent('body', toGsm7(body));
}

function senderOf({ from }: Entry): Pick<Submission, 'sender' | 'senderType' | 'repliable'> {
  if (from === undefined) return {};
  if (from.type === 'REPLIABLE') return { repliable: true };
  const sender = readSender('from', from.address);
  const isSaid = from.type !== undefined && from.type !== senderTypeOf({ sender });
  return { sender, ...(isSaid && { senderType: from.type }) };
}

/** The first problem: the property by its path, and what was expected of it. */
export function describeIssue({ issues: [issue] }: z.ZodError): string {
  const path = issue!.path.map(String).join('.');
  return path === '' ? issue!.message : `${path}: ${issue!.message}`;
}
