import { expect, it } from 'vitest';
import { PROFILE_NAMES } from '../../hardware/profiles';
import { configOf, type Settings } from '../../src/library/settings';

type Whole<T> = T extends (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<NonNullable<T[Key]>> }
    : T;

/** Every property of the public types, so that one which the configuration does not know shows. */
const everything: Whole<Settings> = {
  data: '/tmp/outbox.db',
  keep: '30d',
  gateways: [
    {
      name: 'g',
      protocol: 'json',
      url: 'https://api.example.org/v1',
      username: 'u',
      password: 'p',
      timeout: '20s',
      duplicateMemory: '12h',
      connections: 4,
    },
  ],
  modems: [
    {
      name: 'm',
      port: '/dev/ttyUSB0',
      imei: '490154203237518',
      baudRate: 9600,
      pin: '1234',
      profile: 'auto',
      answerTimeout: '30s',
      roaming: 'refuse',
      powerCycle: { chip: 'gpiochip0', line: 17, activeLow: true, off: '5s' },
      quota: { perHour: 60, prefixes: ['447'] },
    },
  ],
  policies: {
    default: {
      routes: ['gateway', 'modem'],
      fallbackAfter: '10s',
      giveUpAfter: '1h',
      onDoubt: 'resend',
      priority: 'high',
      unsupported: 'refuse',
    },
  },
  alerts: { command: ['/bin/true'], url: 'https://example.org/alert' },
};

it('the configuration knows every setting of the public types', () => {
  const config = configOf(everything, PROFILE_NAMES);
  expect(config).toMatchObject({
    keep: 30 * 86_400_000,
    gateways: [{ protocol: 'json', duplicateMemory: 12 * 3_600_000 }],
    modems: [{ imei: '490154203237518', roaming: 'refuse', quota: { perHour: 60 } }],
    policies: { default: { onDoubt: 'resend', unsupported: 'refuse' } },
    alerts: { command: ['/bin/true'] },
  });
});

it('modems without a port are told apart by their imei', () => {
  const modems = [
    { name: 'a', imei: '490154203237518' },
    { name: 'b', imei: '356938035643809' },
  ];
  expect(configOf({ modems }, PROFILE_NAMES).modems.map(({ name }) => name)).toEqual(['a', 'b']);
});
