import { describe, expect, it } from 'vitest';
import { problemsOf } from './problems';

const GATEWAY = 'gateways: [{ name: g, url: "https://example.org/eapi", username: u, password: p }]\n';

describe('what refers to what', () => {
  it('was looked at only once every type was right: one mistake hid the next', () => {
    expect(
      problemsOf(
        `listen: nowhere
accounts:
  - { username: panel, password: a, policy: alarms, price: free }
  - { username: panel, passwordFile: none.txt }
  - { username: other, characters: latin }
gateways: []
modems:
  - { name: 7, port: /dev/ttyUSB0, profile: nokia }
  - { name: one, imei: "490154203237518" }
  - { name: one, port: /dev/ttyUSB0, baudRate: fast }
  - { name: two }
policies:
  alarm: { onDoubt: maybe, routes: [gateway] }
tls: { certificate: none.pem, key: none.key }
`,
        {},
        ['simcom'],
      ),
    ).toEqual([
      'c.yaml:1: listen: expected HOST:PORT such as 127.0.0.1:5567, got "nowhere"',
      'c.yaml:3: accounts.0.price: expected a number of credits from 0 to 1000000000, got "free"',
      'c.yaml:3: accounts.0.policy: no policy is named "alarms"; there are: default, alarm',
      'c.yaml:4: accounts.1.username: "panel" is used twice in accounts',
      expect.stringMatching(/^c.yaml:4: accounts.1.passwordFile: cannot be read: ENOENT/),
      'c.yaml:5: accounts.2.characters: expected iso-8859-1 or utf-8, got "latin"',
      'c.yaml:5: accounts.2: expected either password or passwordFile',
      'c.yaml:8: modems.0.name: expected a name for the modem, got 7',
      'c.yaml:8: modems.0.profile: expected auto or one of simcom, got "nokia"',
      'c.yaml:10: modems.2.baudRate: expected a baud rate from 300 to 4000000, got "fast"',
      'c.yaml:10: modems.2.name: "one" is used twice in modems',
      'c.yaml:10: modems.2.port: "/dev/ttyUSB0" is used twice in modems',
      'c.yaml:11: modems.3.port: expected a port, or the imei by which to find it',
      'c.yaml:13: policies.alarm.onDoubt: expected hold or resend, got "maybe"',
      'c.yaml:13: policies.alarm.routes: no gateway is configured',
      expect.stringMatching(/^c.yaml:14: tls.certificate: cannot be read: ENOENT/),
    ]);
  });

  it('what is wrong itself is not held against others', () => {
    expect(
      problemsOf(`accounts:
  - { username: 5, password: [a], policy: 3 }
  - { username: 5, passwordFile: 6 }
  - panel
modems: /dev/ttyUSB0
gateways: []
policies: alarm
tls: { certificate: 7, key: none.key }
`),
    ).toEqual([
      'c.yaml:2: accounts.0.username: expected a user name, got 5',
      'c.yaml:2: accounts.0.password: expected a text (put numbers in quotes)',
      'c.yaml:2: accounts.0.policy: expected the name of a policy, got 3',
      'c.yaml:3: accounts.1.username: expected a user name, got 5',
      'c.yaml:3: accounts.1.passwordFile: expected a file name, got 6',
      'c.yaml:4: accounts.2: expected a map with username and password, got a text',
      'c.yaml:5: modems: expected a list of modems, got a text',
      'c.yaml:7: policies: expected a map of policy name to policy, got a text',
      'c.yaml:8: tls.certificate: expected a file name, got 7',
    ]);
  });

  it('a policy was found that nobody wrote', () => {
    expect(problemsOf(`accounts: [{ username: u, password: p, policy: toString }]\n${GATEWAY}`)).toEqual([
      'c.yaml:1: accounts.0.policy: no policy is named "toString"; there are: default',
    ]);
  });

  it('a user name with a colon could never be given by HTTP Basic', () => {
    const json = GATEWAY.replace('username: u', 'username: "t:oken"');
    const colon = 'expected a user name without a colon: HTTP Basic authentication cannot carry it';
    expect(problemsOf(`accounts: [{ username: "a:b", password: p }]\n${GATEWAY}`)).toEqual([
      `c.yaml:1: accounts.0.username: ${colon}`,
    ]);
    const account = 'accounts: [{ username: u, password: p }]\n';
    expect(problemsOf(account + json.replace('name:', 'protocol: json, name:'))).toEqual([
      `c.yaml:2: gateways.0.username: ${colon}`,
    ]);
    expect(problemsOf(account + json)).toEqual([]);
  });
});
