import { resolve } from 'node:path';
import { isBrokenHash } from '../access/password-hash';
import { UNREADABLE_HASH, type Complaint } from './check';
import type { References } from './references';
import { readTextFile } from './text-file';
import { readTls, TlsError } from './tls';
import type { TlsConfig } from './types';

/** What stands in the files that the configuration names. */
export interface FileContents {
  /** In the order of the entries; undefined for those without a passwordFile. */
  passwords: Record<'accounts' | 'gateways', (string | undefined)[]>;
  tls: TlsConfig | undefined;
}

/** @param base folder of relative paths */
export function readFiles(
  { accounts, gateways, tls }: References,
  base: string,
  complain: (complaint: Complaint) => void,
): FileContents {
  const password = (path: PropertyKey[], file: string | null | undefined): string | undefined => {
    if (typeof file !== 'string') return undefined;
    try {
      const read = readTextFile(resolve(base, file)).replace(/\r?\n$/, '');
      if (read === '') complain({ path, message: 'the file is empty, expected a password' });
      return read;
    } catch (error) {
      complain({ path, message: `cannot be read: ${(error as Error).message}` });
      return undefined;
    }
  };
  const passwordsOf = (list: 'accounts' | 'gateways', entries: References['accounts' | 'gateways']) =>
    (entries ?? []).map(({ passwordFile }, i) => password([list, i, 'passwordFile'], passwordFile));

  const passwords = {
    accounts: passwordsOf('accounts', accounts),
    gateways: passwordsOf('gateways', gateways),
  };
  passwords.accounts.forEach((read, i) => {
    if (read !== undefined && isBrokenHash(read))
      complain({ path: ['accounts', i, 'passwordFile'], message: UNREADABLE_HASH });
  });
  return { passwords, tls: tls ? tlsOf(tls, base, complain) : undefined };
}

function tlsOf(
  { certificate, key }: NonNullable<References['tls']>,
  base: string,
  complain: (complaint: Complaint) => void,
): TlsConfig | undefined {
  if (certificate === null || key === null) return undefined;
  try {
    return readTls({ certificate: resolve(base, certificate), key: resolve(base, key) });
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    complain({ path: ['tls', error.setting], message: error.message });
    return undefined;
  }
}
