import { z } from 'zod';
import { duration, expected, expectedSecret, expectedStructure, integer, text } from './scalars';

const PORT =
  'a device such as /dev/serial/by-id/usb-..., a glob, tcp://host:port, rfc2217://host:port, or auto with imei';
const NETWORK_ADDRESS = /^(tcp|rfc2217):\/\/(\[[^\]]+\]|[^:/]+):\d{1,5}\/?$/;

/** Time without power: long enough for the capacitors of a board. */
const DEFAULT_OFF = 5_000;

const powerCycle = z.union(
  [
    z.strictObject({ command: text('a command for sh') }),
    z.strictObject({
      chip: text('a GPIO chip such as gpiochip0').default('gpiochip0'),
      line: integer('the number of a GPIO line', 0, 1_023),
      activeLow: z.boolean({ error: expected('true or false') }).default(false),
      off: duration(1_000, 60_000).default(DEFAULT_OFF),
    }),
  ],
  {
    error: expectedStructure(
      '{ command: "a line for sh" }, or { line: 17 } with chip, activeLow and off where they differ',
    ),
  },
);

/** The settings of one modem, but for its quota. */
export const modemSettings = {
  name: text('a name for the modem'),
  port: text(PORT)
    .refine((port) => !port.includes('://') || NETWORK_ADDRESS.test(port), { error: expected(PORT) })
    .optional(),
  imei: z
    .string({ error: expected('the IMEI in quotes, 15 digits') })
    .regex(/^\d{15}$/, { error: expected('the IMEI in quotes, 15 digits') })
    .optional(),
  baudRate: integer('a baud rate', 300, 4_000_000).default(115_200),
  pin: z
    .string({ error: expectedSecret('the SIM PIN in quotes, such as "1234"') })
    .regex(/^\d{4,8}$/, { error: 'expected 4 to 8 digits in quotes' })
    .optional(),
  profile: text('auto or the name of a modem profile').default('auto'),
  answerTimeout: duration(1).default(60_000),
  roaming: z.enum(['allow', 'refuse'], { error: expected('allow or refuse') }).default('allow'),
  powerCycle: powerCycle.optional(),
};

/** A modem without a port is looked for at all of them, by its IMEI. */
export const ANY_PORT = 'auto';
