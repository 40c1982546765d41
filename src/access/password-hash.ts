import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What scrypt (RFC 7914) is asked for; `ln` is the binary logarithm of its cost N. */
interface Cost {
  ln: number;
  r: number;
  p: number;
}

/** 16 MiB, and about a fifth of a second on a desktop, a second on a small board. */
const COST: Cost = { ln: 14, r: 8, p: 5 };
const SALT_OCTETS = 16;
const HASH_OCTETS = 32;
/** The most memory that a hash from a configuration may cost, in octets. */
const MOST_MEMORY = 128 * 1024 * 1024;

const MEBIBYTE = 1024 * 1024;

const PREFIX = '$scrypt$';
const FORM =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** A password that only can be compared with. */
export interface PasswordHash extends Cost {
  salt: Buffer;
  hash: Buffer;
}

/** Whether a password of the configuration is meant to be a hash: `$scrypt$ln=14,r=8,p=5$SALT$HASH`, Base64 without `=`. */
export const looksHashed = (password: string): boolean => password.startsWith(PREFIX);

/** Reads a hash as `hashPassword` writes it; nothing where it is none, or would cost over 128 MiB. */
export function parseHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt, hash] = FORM.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const possible = cost.ln >= 1 && cost.r >= 1 && cost.p >= 1 && cost.p <= 16;
  if (!possible || memoryOf(cost) > MOST_MEMORY) return undefined;
  return { ...cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

/** A hash that lost a part of it, which would pass for a password in plain text. */
export const isBrokenHash = (text: string): boolean => looksHashed(text) && !parseHash(text);

/** A hash of the password with a salt of its own, for the configuration. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_OCTETS);
  const hash = await derive(password, salt, HASH_OCTETS, COST);
  return `${PREFIX}ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Whether it is the password; takes as long for a wrong one. */
export async function verifyPassword(password: string, known: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, known.salt, known.hash.length, known), known.hash);
}

/** What a password is compared with where no account has that name: as slow as any. */
export const nobodysHash = (): PasswordHash => ({
  ...COST,
  salt: randomBytes(SALT_OCTETS),
  hash: randomBytes(HASH_OCTETS),
});

const unpadded = (octets: Buffer): string => octets.toString('base64').replace(/=+$/, '');

const memoryOf = ({ ln, r }: Cost): number => 128 * 2 ** ln * r;

function derive(password: string, salt: Buffer, length: number, cost: Cost): Promise<Buffer> {
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: memoryOf(cost) + MEBIBYTE };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, length, options, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}
