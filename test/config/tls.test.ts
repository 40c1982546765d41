import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load';
import { ConfigError } from '../../src/config/problem';
import { expiryOf } from '../../src/config/tls';
import { warningsOf } from '../../src/config/warnings';
import { CERTIFICATE } from '../gateway/certificate';
import { temporaryFolder } from '../support/temporary-outbox';

let folder: string;
const otherKey = (cipher?: string): string => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey
    .export({ type: 'pkcs8', format: 'pem', ...(cipher && { cipher, passphrase: 'x' }) })
    .toString();
};

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'good.pem'), CERTIFICATE.cert);
  writeFileSync(join(folder, 'good.key'), CERTIFICATE.key);
  writeFileSync(join(folder, 'other.key'), otherKey());
  writeFileSync(join(folder, 'encrypted.key'), otherKey('aes-256-cbc'));
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  writeFileSync(join(folder, 'chain.pem'), `${CERTIFICATE.cert}\n${broken}`);
  writeFileSync(join(folder, 'none.pem'), 'nothing of the kind');
});

const configWith = (tls: string, more = '') =>
  parseConfig(
    `accounts: [{ username: panel, password: secret }]
gateways: [{ name: g, url: "https://example.org/eapi", username: u, password: p }]
${more}
tls: ${tls}`,
    join(folder, 'c.yaml'),
  );

describe('tls', () => {
  it('reads the files beside the configuration', () => {
    const { tls } = configWith('{ certificate: good.pem, key: good.key }');
    const files = { certificate: join(folder, 'good.pem'), key: join(folder, 'good.key') };
    expect(tls).toEqual({ certificate: CERTIFICATE.cert, key: CERTIFICATE.key, files });
  });

  it.each([
    ['{ certificate: missing.pem, key: good.key }', /c\.yaml:4: tls\.certificate: cannot be read: ENOENT/],
    ['{ certificate: good.pem, key: missing.key }', /c\.yaml:4: tls\.key: cannot be read: ENOENT/],
    [
      '{ certificate: none.pem, key: good.key }',
      /tls\.certificate: .*none\.pem holds no certificate in PEM form$/,
    ],
    ['{ certificate: good.pem, key: none.pem }', /tls\.key: .*none\.pem holds no private key in PEM form$/],
    [
      '{ certificate: good.pem, key: encrypted.key }',
      /tls\.key: .*encrypted, expected a key without a passphrase$/,
    ],
    [
      '{ certificate: good.pem, key: other.key }',
      /tls\.key: .*other\.key does not belong to the certificate in .*good\.pem$/,
    ],
    ['{ certificate: chain.pem, key: good.key }', /tls\.certificate: .*chain\.pem cannot be used: /],
    ['{ certificate: good.pem }', /c\.yaml:4: tls\.key: missing: expected a file name$/],
    ['yes', /tls: expected a map with certificate and key, got a text$/],
  ])('%s is refused', (tls, message) => {
    expect(() => configWith(tls)).toThrow(ConfigError);
    expect(() => configWith(tls)).toThrow(message);
  });
});

describe('the end of a certificate', () => {
  const tls = { certificate: CERTIFICATE.cert, key: CERTIFICATE.key };

  it.each([
    [Date.UTC(2027, 0, 1), undefined],
    [Date.UTC(2126, 9, 20), 'the certificate expires on 2126-10-29'],
    [Date.UTC(2127, 0, 1), 'the certificate expired on 2126-10-29'],
  ])('at %d is told as %j', (now, told) => expect(expiryOf(tls, now)).toBe(told));
});

describe('warnings', () => {
  const texts = (yaml: string) => warningsOf(parseConfig(yaml, join(folder, 'c.yaml')));
  const HASH = `$scrypt$ln=14,r=8,p=5$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  const base = (password: string) => `accounts: [{ username: panel, password: '${password}' }]
modems: [{ name: m, port: /dev/ttyUSB0 }]
`;

  it('there are none with a hashed password on loopback', () => expect(texts(base(HASH))).toEqual([]));

  it('name the accounts with plain passwords, and no password', () => {
    expect(texts(base('hunter2'))).toEqual([
      expect.stringMatching(/^accounts: the password of panel is in plain text; gsm-fallback hash/),
    ]);
    expect(texts(base('hunter2')).join()).not.toContain('hunter2');
  });

  it.each(['0.0.0.0:5567', '[::]:5567', '192.0.2.1:80'])('speak of plain text at %s', (listen) =>
    expect(texts(`${base(HASH)}listen: "${listen}"`)).toEqual([
      expect.stringMatching(/^listen: other machines reach/),
    ]),
  );

  it('do not with tls', () => {
    const yaml = `${base(HASH)}listen: 0.0.0.0:5567\ntls: { certificate: good.pem, key: good.key }`;
    expect(texts(yaml)).toEqual([]);
  });

  it('speak of a gateway that is given everything in plain text', () => {
    const gateway = (url: string) =>
      `${base(HASH)}gateways: [{ name: g, url: "${url}", username: u, password: p }]`;
    expect(texts(gateway('http://example.org:5567/eapi'))).toEqual([
      expect.stringMatching(/^gateways: g is given/),
    ]);
    expect(texts(gateway('https://example.org/eapi'))).toEqual([]);
    expect(texts(gateway('http://127.0.0.1:5567/eapi'))).toEqual([]);
  });

  it('are not needed where a hash is broken: that is refused', () => {
    expect(() => texts(base('$scrypt$ln=14'))).toThrow(
      /accounts\.0\.password: begins like a hash but is none/,
    );
  });
});
