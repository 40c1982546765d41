import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config/load';
import { temporaryFolder } from '../support/temporary-outbox';
import { problemsOf } from './problems';

const MINIMAL = `
accounts:
  - { username: panel, password: secret }
modems:
  - { name: stick, port: /dev/ttyUSB0 }
`;

describe('configuration', () => {
  it('of two YAML documents is refused in words of its own', () => {
    expect(problemsOf(`${MINIMAL}---\n${MINIMAL}`)).toEqual([
      'c.yaml:6: a second YAML document begins here (---), expected one in the file',
    ]);
  });

  it('fills in every default around accounts and one path', () => {
    const config = parseConfig(MINIMAL, '/etc/gsm-fallback/c.yaml');
    expect(config).toEqual({
      listen: { host: '127.0.0.1', port: 5567 },
      limits: { connections: 128, requestsPerMinute: 6_000 },
      data: '/etc/gsm-fallback/gsm-fallback.db',
      keep: 90 * 86_400_000,
      accounts: [
        {
          username: 'panel',
          password: 'secret',
          policy: 'default',
          duplicateMemory: 48 * 3_600_000,
          characters: 'iso-8859-1',
          price: 1,
          credits: 1_000_000,
          quota: {},
          push: {},
        },
      ],
      gateways: [],
      modems: [
        {
          name: 'stick',
          port: '/dev/ttyUSB0',
          baudRate: 115_200,
          profile: 'auto',
          roaming: 'allow',
          answerTimeout: 60_000,
        },
      ],
      policies: {
        default: {
          routes: ['gateway', 'modem'],
          fallbackAfter: 60_000,
          giveUpAfter: 86_400_000,
          onDoubt: 'hold',
          priority: 'normal',
          unsupported: 'ignore',
        },
      },
      groups: {},
      alerts: {},
    });
  });

  it('reads the example of the contract', () => {
    const config = parseConfig(
      `
listen: "[::1]:5567"
data: ./x.db
accounts:
  - { username: panel, password: "\${PANEL}", policy: alarm }
gateways:
  - { name: bulksms, protocol: eapi, url: "https://bulksms.vsms.net/eapi/", username: u, password: p, timeout: 20s }
modems:
  - { name: stick, port: "/dev/serial/by-id/*SIM7600*", baudRate: 9600, pin: "1234", profile: auto, answerTimeout: 1m }
policies:
  alarm: { routes: [gateway, modem], fallbackAfter: 0s, giveUpAfter: 1h, onDoubt: resend, priority: high }
groups:
  "7": ["447700900001", "+447700900002"]
`,
      'c.yaml',
      { PANEL: 'from the environment' },
    );
    expect(config.listen).toEqual({ host: '::1', port: 5567 });
    expect(config.accounts[0]!.password).toBe('from the environment');
    expect(config.gateways[0]!.url).toBe('https://bulksms.vsms.net/eapi');
    expect(config.policies['alarm']).toMatchObject({ fallbackAfter: 0, giveUpAfter: 3_600_000 });
    expect(config.policies['default']).toBeDefined();
    expect(config.groups['7']).toEqual(['447700900001', '447700900002']);
  });

  it('takes a relative port from the folder of the file, as the database', () => {
    const config = parseConfig(MINIMAL.replace('/dev/ttyUSB0', './modem'), '/etc/gsm-fallback/c.yaml');
    expect(config.modems[0]!.port).toBe('/etc/gsm-fallback/modem');
  });

  it('tells every problem at once, each with its line and what was expected', () => {
    expect(
      problemsOf(`listen: nowhere
acounts: []
accounts:
  - { username: panel, password: 5, policy: alarms }
gateways:
  - name: g
    url: ftp://x
    username: u
    password: p
    timeout: soon
policies:
  alarm:
    onDoubt: maybe
    routes: [pigeon]
`),
    ).toEqual([
      'c.yaml:1: listen: expected HOST:PORT such as 127.0.0.1:5567, got "nowhere"',
      'c.yaml:2: acounts: unknown key',
      'c.yaml:4: accounts.0.password: expected a text (put numbers in quotes)',
      'c.yaml:4: accounts.0.policy: no policy is named "alarms"; there are: default, alarm',
      'c.yaml:7: gateways.0.url: expected an address such as https://bulksms.vsms.net/eapi, got "ftp://x"',
      'c.yaml:10: gateways.0.timeout: expected a duration such as 20s, 5m or 1h from 1ms up to 20d, got "soon"',
      'c.yaml:13: policies.alarm.onDoubt: expected hold or resend, got "maybe"',
      'c.yaml:14: policies.alarm.routes.0: expected gateway or modem, got "pigeon"',
    ]);
  });

  it('complains of what can only be a mistake', () => {
    expect(
      problemsOf(`accounts: [{ username: panel, password: a }]
gateways:
  - { name: a, url: "https://u:hush@example.org/eapi", username: u, password: p }
  - { name: b, url: "https://example.org/eapi?x=1", username: u, password: p }
modems:
  - { name: one, port: /dev/ttyUSB0 }
`),
    ).toEqual([
      'c.yaml:3: gateways.0.url: expected an address without user name and password: they are settings of their own',
      'c.yaml:4: gateways.1.url: expected an address without ? and #: the calls are appended to it',
    ]);
    expect(
      problemsOf(`accounts: [{ username: panel, password: a }]
gateways: [{ name: a, url: "https://example.org/eapi", username: u, password: p }]
modems:
  - { name: one, port: /dev/ttyUSB0 }
  - { name: two, port: /dev/ttyUSB0 }
policies:
  alarm:
    giveUpAfter: 30s
    fallbackAfter: 2m
`),
    ).toEqual([
      'c.yaml:5: modems.1.port: "/dev/ttyUSB0" is used twice in modems',
      'c.yaml:9: policies.alarm.fallbackAfter: 120s is longer than giveUpAfter, 30s: the message would expire before the modem takes it',
    ]);
  });

  it('checks what refers to what', () => {
    expect(
      problemsOf(`accounts:
  - { username: panel, password: a, policy: alarm }
  - { username: panel, passwordFile: none.txt }
  - { username: other }
gateways: []
`),
    ).toEqual([
      'c.yaml: expected at least one path: an entry in gateways or in modems',
      'c.yaml:2: accounts.0.policy: no policy is named "alarm"; there are: default',
      'c.yaml:3: accounts.1.username: "panel" is used twice in accounts',
      expect.stringMatching(/^c.yaml:3: accounts.1.passwordFile: cannot be read: ENOENT/),
      'c.yaml:4: accounts.2: expected either password or passwordFile',
    ]);
  });

  it('never prints a PIN or a password', () => {
    const problems = problemsOf(
      `accounts:\n  - { username: u, password: [hunter2] }\nmodems:\n  - { name: m, port: p, pin: 98765 }\n`,
    );
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toMatch(/hunter2|98765/);
  });

  it('does not print the passwords of an account whose dash was forgotten', () => {
    const yaml = `accounts: { username: u, password: hunter2 }\ngateways: { name: g, password: hunter2 }\n`;
    expect(problemsOf(yaml)).toEqual([
      'c.yaml:1: accounts: expected a list of accounts, got a map',
      'c.yaml:2: gateways: expected a list of gateways, got a map',
    ]);
    expect(problemsOf('accounts: [hunter2]')).toEqual([
      'c.yaml: expected at least one path: an entry in gateways or in modems',
      'c.yaml:1: accounts.0: expected a map with username and password, got a text',
    ]);
  });

  it('does not print the whole of a file that is something else', () => {
    expect(problemsOf('hunter2')).toEqual([
      'c.yaml: expected a configuration: a map with accounts and at least one of gateways, modems, got a text',
    ]);
    expect(problemsOf(`${MINIMAL}\nlisten: ${'x'.repeat(5_000)}`)[0]).toHaveLength(128);
  });

  it('names a profile that no modem has, and an address that is none', () => {
    const yaml = MINIMAL.replace('/dev/ttyUSB0', 'tcp://pi, profile: nokia');
    expect(problemsOf(yaml)).toEqual([
      'c.yaml:5: modems.0.port: expected a device such as /dev/serial/by-id/usb-..., a glob, tcp://host:port, rfc2217://host:port, or auto with imei, got "tcp://pi"',
    ]);
    expect(() => parseConfig(yaml.replace('//pi', '//pi:2000'), 'c.yaml', {}, ['generic', 'simcom'])).toThrow(
      'c.yaml:5: modems.0.profile: expected auto or one of generic, simcom, got "nokia"',
    );
  });

  it('names a group whose number is none', () => {
    expect(problemsOf(`${MINIMAL}\ngroups: { x: ["1"] }`)).toEqual([
      'c.yaml:7: groups.x: expected the number of a group in quotes, such as "7"',
    ]);
  });

  it('names an environment variable that is not set, and a YAML fault, with the line', () => {
    expect(problemsOf(`${MINIMAL}\ndata: \${NOWHERE}`)).toEqual([
      'c.yaml:7: environment variable NOWHERE is not set',
    ]);
    expect(problemsOf('accounts: [\n')[0]).toMatch(/^c.yaml:2: /);
    expect(problemsOf('just words')[0]).toMatch(/expected a configuration/);
    expect(problemsOf('')[0]).toMatch(/expected a configuration/);
  });

  it('reads a password file and says so when the configuration itself is missing', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'pw'), 'from file\n');
    writeFileSync(join(folder, 'c.yaml'), MINIMAL.replace('password: secret', 'passwordFile: pw'));
    expect(loadConfig(join(folder, 'c.yaml')).accounts[0]!.password).toBe('from file');
    expect(() => loadConfig(join(folder, 'none.yaml'))).toThrow(/none.yaml: cannot be read: ENOENT/);
  });

  it('an empty password file let everybody in', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'pw'), '\n');
    writeFileSync(join(folder, 'c.yaml'), MINIMAL.replace('password: secret', 'passwordFile: pw'));
    expect(() => loadConfig(join(folder, 'c.yaml'))).toThrow(/passwordFile: the file is empty/);
  });
});
