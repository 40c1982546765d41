import { z } from 'zod';
import {
  duration,
  expected,
  expectedSecret,
  expectedStructure,
  integer,
  listenAddress,
  text,
} from './scalars';

const DAY = 86_400_000;

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

const account = z.strictObject(
  { ...credentials, policy: text('the name of a policy').default('default') },
  { error: expectedStructure('a map with username and password') },
);

const gateway = z.strictObject(
  {
    name: text('a name for the gateway'),
    protocol: z.literal('eapi', { error: expected('eapi') }).default('eapi'),
    url: z
      .url({ protocol: /^https?$/, error: expected('an address such as https://bulksms.vsms.net/eapi') })
      .transform((url) => url.replace(/\/+$/, '')),
    ...credentials,
    timeout: duration(1).default(20_000),
    duplicateMemory: duration(1).default(2 * 3_600_000),
    connections: integer('a number of connections', 1, 64).default(8),
  },
  { error: expectedStructure('a map with name, url, username and password') },
);

const PORT = 'a device such as /dev/serial/by-id/usb-..., a glob, or tcp://host:port';
const TCP_ADDRESS = /^tcp:\/\/(\[[^\]]+\]|[^:/]+):\d{1,5}\/?$/;

const modem = z.strictObject(
  {
    name: text('a name for the modem'),
    port: text(PORT).refine((port) => !port.includes('://') || TCP_ADDRESS.test(port), {
      error: expected(PORT),
    }),
    baudRate: integer('a baud rate', 300, 4_000_000).default(115_200),
    pin: z
      .string({ error: expectedSecret('the SIM PIN in quotes, such as "1234"') })
      .regex(/^\d{4,8}$/, { error: 'expected 4 to 8 digits in quotes' })
      .optional(),
    profile: text('auto or the name of a modem profile').default('auto'),
    answerTimeout: duration(1).default(60_000),
  },
  { error: expectedStructure('a map with name and port') },
);

const policy = z.strictObject(
  {
    routes: z
      .array(z.enum(['gateway', 'modem'], { error: expected('gateway or modem') }), {
        error: expectedStructure('a list such as [gateway, modem]'),
      })
      .min(1, { error: 'expected at least one of gateway, modem' })
      .refine((routes) => new Set(routes).size === routes.length, { error: 'names the same path twice' })
      .default(['gateway', 'modem']),
    fallbackAfter: duration().default(60_000),
    giveUpAfter: duration(1).default(24 * 3_600_000),
    onDoubt: z.enum(['hold', 'resend'], { error: expected('hold or resend') }).default('hold'),
    priority: z.enum(['normal', 'high'], { error: expected('normal or high') }).default('normal'),
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

const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: expectedStructure(`a list of ${what}`) });

/** Shape and defaults of the configuration file; what refers to what is checked in `check.ts`. */
export const fileSchema = z.strictObject(
  {
    listen: listenAddress.default({ host: '127.0.0.1', port: 5567 }),
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
  },
  { error: expectedStructure('a configuration: a map with accounts and at least one of gateways, modems') },
);

export type ConfigFile = z.output<typeof fileSchema>;
