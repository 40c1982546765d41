import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { TlsConfig, TlsFiles } from './types';

/** A certificate is spoken of so long before it expires, in milliseconds. */
const EXPIRES_SOON = 14 * 86_400_000;

/** A certificate and key that cannot be used: names the setting and what is wrong. */
export class TlsError extends Error {
  constructor(
    readonly setting: 'certificate' | 'key',
    problem: string,
  ) {
    super(problem);
    this.name = 'TlsError';
  }
}

/** Reads and checks the files of `tls`. @throws TlsError */
export function readTls(files: TlsFiles): TlsConfig {
  const certificate = read('certificate', files.certificate);
  const key = read('key', files.key);
  const parsed = attempt(() => new X509Certificate(certificate));
  if (!parsed) throw new TlsError('certificate', `${files.certificate} holds no certificate in PEM form`);
  if (/ENCRYPTED/.test(key.slice(0, 200))) {
    throw new TlsError('key', `${files.key} is encrypted, expected a key without a passphrase`);
  }
  const privateKey = attempt(() => createPrivateKey(key));
  if (!privateKey) throw new TlsError('key', `${files.key} holds no private key in PEM form`);
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new TlsError('key', `${files.key} does not belong to the certificate in ${files.certificate}`);
  }
  try {
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    throw new TlsError('certificate', `${files.certificate} cannot be used: ${(error as Error).message}`);
  }
  return { certificate, key, files };
}

/** That it expired, or does so soon, and when. */
export function expiryOf({ certificate }: TlsConfig, now: number): string | undefined {
  const expiry = new Date(new X509Certificate(certificate).validTo).getTime();
  if (expiry > now + EXPIRES_SOON) return undefined;
  const [when] = new Date(expiry).toISOString().split('T');
  return `the certificate ${expiry <= now ? 'expired' : 'expires'} on ${when}`;
}

function read(setting: 'certificate' | 'key', file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw new TlsError(setting, `cannot be read: ${(error as Error).message}`);
  }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
