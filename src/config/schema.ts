import { z } from 'zod';
import { ANY_PORT, modemSettings } from './modem-schema';
import {
  COLON_IN_USERNAME,
  duration,
  expected,
  expectedSecret,
  expectedStructure,
  integer,
  listenAddress,
  text,
  timeZone,
  webAddress,
} from './scalars';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const secret = z
  .string({ error: expectedSecret('a text (put numbers in quotes)') })
  .min(1, { error: 'expected a text that is not empty' })
  .optional();

/** `password` in the file, or `passwordFile` beside it. */
const credentials = {
  username: text('a user name'),
  password: secret,
  passwordFile: text('a file name').optional(),
};

const prefixes = z
  .array(
    z
      .string({ error: expected('the first digits of numbers in quotes, such as "447"') })
      .regex(/^\+?[1-9]\d{0,19}$/, { error: expected('the first digits of numbers, such as "447"') })
      .transform((prefix) => prefix.replace('+', '')),
    { error: expectedStructure('a list of prefixes') },
  )
  .min(1, { error: 'expected at least one prefix' });

const quota = z.strictObject(
  { perHour: integer('a number of messages', 1, 1_000_000).optional(), prefixes: prefixes.optional() },
  { error: expectedStructure('a map with perHour, prefixes or both') },
);

const credit = (fallback: number) => {
  const error = expected('a number of credits from 0 to 1000000000');
  return z.number({ error }).min(0, { error }).max(1e9, { error }).default(fallback);
};

const pushAddress = webAddress('an address such as http://127.0.0.1:8080/sms').optional();

export const account = z.strictObject(
  {
    ...credentials,
    username: credentials.username.refine((name) => !name.includes(':'), { error: COLON_IN_USERNAME }),
    policy: text('the name of a policy').default('default'),
    duplicateMemory: duration(60_000, 3 * DAY).default(2 * DAY),
    timeZone: timeZone.optional(),
    characters: z
      .enum(['iso-8859-1', 'utf-8'], { error: expected('iso-8859-1 or utf-8') })
      .default('iso-8859-1'),
    repliable: z.boolean({ error: expected('true or false') }).optional(),
    price: credit(1),
    credits: credit(1_000_000),
    quota: quota.default({}),
    push: z
      .strictObject(
        { status: pushAddress, replies: pushAddress, webhook: pushAddress },
        { error: expectedStructure('a map with status, replies, webhook') },
      )
      .default({}),
  },
  { error: expectedStructure('a map with username and password') },
);

const hasUserinfo = (url: string) => /^https?:\/\/[^/?#]*@/i.test(url);

/** Vendors remember a stop_dup_id for a few hours, a deduplication-id for about twelve (spec: eapi sections 4 and 9). */
const DUPLICATE_MEMORY = { eapi: 2 * HOUR, json: 10 * HOUR };

export const gatewaySettings = z.strictObject(
  {
    name: text('a name for the gateway'),
    protocol: z.enum(['eapi', 'json'], { error: expected('eapi or json') }).default('eapi'),
    url: webAddress('an address such as https://bulksms.vsms.net/eapi')
      .refine((url) => !hasUserinfo(url), {
        error: 'expected an address without user name and password: they are settings of their own',
      })
      .refine((url) => !/[?#]/.test(url), {
        error: 'expected an address without ? and #: the calls are appended to it',
      })
      .transform((url) => url.replace(/\/+$/, '')),
    ...credentials,
    timeout: duration(1).default(20_000),
    duplicateMemory: duration(1).optional(),
    connections: integer('a number of connections', 1, 64).default(8),
    timeZone: timeZone.optional(),
    pushKey: secret,
  },
  { error: expectedStructure('a map with name, url, username and password') },
);

const gateway = gatewaySettings.transform(({ duplicateMemory, ...settings }) => ({
  ...settings,
  duplicateMemory: duplicateMemory ?? DUPLICATE_MEMORY[settings.protocol],
}));

const modem = z
  .strictObject(
    { ...modemSettings, quota: quota.optional() },
    { error: expectedStructure('a map with name and port') },
  )
  .transform(({ port = ANY_PORT, ...settings }) => ({ ...settings, port }));

export const policy = z.strictObject(
  {
    routes: z
      .array(z.enum(['gateway', 'modem'], { error: expected('gateway or modem') }), {
        error: expectedStructure('a list such as [gateway, modem]'),
      })
      .min(1, { error: 'expected at least one of gateway, modem' })
      .refine((routes) => new Set(routes).size === routes.length, { error: 'names the same path twice' })
      .default(['gateway', 'modem']),
    fallbackAfter: duration().default(60_000),
    giveUpAfter: duration(1).default(24 * HOUR),
    onDoubt: z.enum(['hold', 'resend'], { error: expected('hold or resend') }).default('hold'),
    priority: z.enum(['normal', 'high'], { error: expected('normal or high') }).default('normal'),
    unsupported: z.enum(['ignore', 'refuse'], { error: expected('ignore or refuse') }).default('ignore'),
  },
  { error: expectedStructure('a map of settings such as fallbackAfter: 10s') },
);

const groups = z.record(
  z.string().regex(/^\d+$/),
  z.array(
    z
      .string({ error: expected('a number in quotes, such as "447700900001"') })
      .regex(/^\+?[1-9]\d{0,19}$/, { error: expected('an international number such as "447700900001"') })
      .transform((number) => number.replace('+', '')),
    { error: expectedStructure('a list of numbers') },
  ),
  {
    error: (issue) =>
      issue.code === 'invalid_key'
        ? 'expected the number of a group in quotes, such as "7"'
        : expectedStructure('a map of group number to a list of numbers')(issue),
  },
);

export const tls = z.strictObject(
  { certificate: text('a file name'), key: text('a file name') },
  { error: expectedStructure('a map with certificate and key') },
);

const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: expectedStructure(`a list of ${what}`) });

/** Shape and defaults of the configuration file; what refers to what is checked in `check.ts`. */
export const fileSchema = z.strictObject(
  {
    listen: listenAddress.default({ host: '127.0.0.1', port: 5567 }),
    tls: tls.optional(),
    limits: z
      .strictObject(
        {
          connections: integer('a number of connections', 1, 512).default(128),
          requestsPerMinute: integer('a number of requests', 1, 1_000_000).default(6_000),
        },
        { error: expectedStructure('a map with connections, requestsPerMinute or both') },
      )
      .prefault({}),
    data: text('the path of the database file').default('./gsm-fallback.db'),
    keep: duration(3 * DAY, 3_650 * DAY).default(90 * DAY),
    accounts: list(account, 'accounts').min(1, { error: 'expected at least one account' }),
    gateways: list(gateway, 'gateways').default([]),
    modems: list(modem, 'modems').default([]),
    policies: z
      .record(z.string(), policy, { error: expectedStructure('a map of policy name to policy') })
      .default({})
      .transform((policies) => ({ default: policy.parse({}), ...policies })),
    groups: groups.default({}),
    alerts: z
      .strictObject(
        {
          command: z
            .array(text('a program or an argument'), {
              error: expectedStructure('a list: the program, then its arguments'),
            })
            .min(1, { error: 'expected a program' })
            .optional(),
          url: webAddress('an address such as https://example.org/alert').optional(),
        },
        { error: expectedStructure('a map with command, url or both') },
      )
      .default({}),
  },
  { error: expectedStructure('a configuration: a map with accounts and at least one of gateways, modems') },
);

export type ConfigFile = z.output<typeof fileSchema>;
