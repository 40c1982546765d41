import { describe, expect, it } from 'vitest';
import { hashPassword, looksHashed, parseHash, verifyPassword } from '../../src/access/password-hash';

describe('a hash of a password', () => {
  it('knows the password and no other, and is never the same twice', async () => {
    const [first, second] = await Promise.all([hashPassword('sécret '), hashPassword('sécret ')]);
    expect(first).not.toBe(second);
    expect(looksHashed(first)).toBe(true);
    const hash = parseHash(first)!;
    expect(await verifyPassword('sécret ', hash)).toBe(true);
    expect(await verifyPassword('sécret', hash)).toBe(false);
    expect(first).not.toContain('cret');
  });

  it('is checked as RFC 7914 section 12 says', async () => {
    const [salt, hash] = [
      Buffer.from('SodiumChloride'),
      Buffer.from(
        '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
        'hex',
      ),
    ];
    const text = `$scrypt$ln=14,r=8,p=1$${salt.toString('base64').replace(/=/g, '')}$${hash.toString('base64').replace(/=/g, '')}`;
    expect(await verifyPassword('pleaseletmein', parseHash(text)!)).toBe(true);
  });

  it.each([
    'secret',
    '$scrypt$',
    '$scrypt$ln=14,r=8,p=5$short$x',
    // Would cost 1 GiB for each wrong password.
    '$scrypt$ln=20,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$scrypt$ln=0,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('%s is none', (text) => expect(parseHash(text)).toBeUndefined());
});
