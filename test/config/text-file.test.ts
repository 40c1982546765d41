import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load';
import { EncodingError, readTextFile } from '../../src/config/text-file';
import { temporaryFolder } from '../support/temporary-outbox';
import { problemsIn } from './problems';

const CONFIG = `modems: [{ name: stick, port: /dev/ttyUSB0 }]
accounts:
  - { username: naïve, password: PASSWORD }
`;

function fileOf(content: string | Buffer): string {
  const file = join(temporaryFolder(), 'c.yaml');
  writeFileSync(file, content);
  return file;
}

describe('a file of text', () => {
  it('a configuration in Latin-1 was read with U+FFFD in its passwords', () => {
    const file = fileOf(Buffer.from(CONFIG, 'latin1'));
    expect(problemsIn(() => loadConfig(file))).toEqual([
      `${file}:3: octet 0xEF is not UTF-8; save the file in UTF-8`,
    ]);
  });

  it('a configuration in UTF-16 is told by its byte order mark', () => {
    const file = fileOf(Buffer.from(`\ufeff${CONFIG}`, 'utf16le'));
    expect(problemsIn(() => loadConfig(file))).toEqual([
      `${file}:1: octet 0xFF is not UTF-8; save the file in UTF-8`,
    ]);
  });

  it('a password file in Latin-1 is refused too', () => {
    const file = fileOf(CONFIG.replace('password: PASSWORD', 'passwordFile: pw'));
    writeFileSync(join(file, '..', 'pw'), Buffer.from('caf\u00e9\n', 'latin1'));
    expect(problemsIn(() => loadConfig(file))).toEqual([
      `${file}:3: accounts.0.passwordFile: cannot be read: octet 0xE9 is not UTF-8; save the file in UTF-8`,
    ]);
  });

  it('a broken hash in a password file was taken for the password', () => {
    const file = fileOf(CONFIG.replace('password: PASSWORD', 'passwordFile: pw'));
    writeFileSync(join(file, '..', 'pw'), '$scrypt$ln=14\n');
    expect(problemsIn(() => loadConfig(file))).toEqual([
      `${file}:3: accounts.0.passwordFile: begins like a hash but is none; expected what gsm-fallback hash prints`,
    ]);
  });

  it('in UTF-8 is read as it is, without a byte order mark', () => {
    expect(loadConfig(fileOf(`\ufeff${CONFIG}`)).accounts[0]!.username).toBe('naïve');
  });

  it.each([
    ['a character that is cut off', [0x61, 0x0a, 0xc3, 0xa9, 0xc3], 0xc3, 2],
    ['a character cut off by the end of its line', [0xe2, 0x82, 0x0a, 0x61], 0xe2, 1],
    ['a lone continuation after a real U+FFFD', [0xef, 0xbf, 0xbd, 0x80], 0x80, 1],
    ['a surrogate', [0x0a, 0x0a, 0xed, 0xa0, 0x80], 0xed, 3],
  ])('names the octet and the line of %s', (_, octets, octet, line) => {
    const file = fileOf(Buffer.from(octets));
    expect(() => readTextFile(file)).toThrow(new EncodingError(octet, line));
    expect(problemsIn(() => loadConfig(file))[0]).toContain(`${file}:${line}: `);
  });
});
