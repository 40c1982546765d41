import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsConfig } from './types';

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
export function readTls(files: { certificate: string; key: string }): TlsConfig {
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
  return { certificate, key };
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
