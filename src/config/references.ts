import { z } from 'zod';
import { account, gatewaySettings, policy, tls } from './schema';
import { modemSettings } from './modem-schema';

/** Each value that is right; null in place of one that is not. */
type Readable<S extends z.ZodRawShape> = z.ZodObject<{ [K in keyof S]: z.ZodCatch<z.ZodNullable<S[K]>> }>;

function readable<S extends z.ZodRawShape>(shape: S) {
  const entries = Object.entries(shape) as [keyof S, z.ZodType][];
  const fields = entries.map(([key, schema]) => [key, schema.nullable().catch(null)] as const);
  const nothing = Object.fromEntries(entries.map(([key]) => [key, null]));
  return (z.object(Object.fromEntries(fields)) as unknown as Readable<S>).catch(
    nothing as z.output<Readable<S>>,
  );
}

const listOf = <S extends z.ZodRawShape>(shape: S) =>
  z.array(readable(shape)).default([]).nullable().catch(null);

/**
 * What entries say of each other and of other files, as far as it is right: what is absent is undefined or its default, and
 * null stands for what is there and wrong, which `fileSchema` tells of.
 */
const schema = readable({
  accounts: listOf(account.shape),
  gateways: listOf(gatewaySettings.shape),
  modems: listOf(modemSettings),
  policies: z
    .record(z.string(), readable(policy.shape))
    .default({})
    .transform((policies) => ({ default: readable(policy.shape).parse({}), ...policies })),
  tls: readable(tls.shape).optional(),
});

export type References = z.output<typeof schema>;

export const readReferences = (value: unknown): References => schema.parse(value);
