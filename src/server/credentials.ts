import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccountConfig } from '../config/types';

/** The accounts, and whether a username and password are one of them; takes the same time for any wrong password. */
export class Credentials {
  private readonly key = randomBytes(32).toString('hex');
  private readonly accounts = new Map<string, { account: AccountConfig; digest: Buffer }>();
  private readonly nobody = randomBytes(32);

  constructor(accounts: readonly AccountConfig[]) {
    for (const account of accounts) {
      this.accounts.set(account.username, { account, digest: this.digest(account.password) });
    }
  }

  check(username: string, password: string): AccountConfig | undefined {
    const known = this.accounts.get(username);
    const equal = timingSafeEqual(this.digest(password), known?.digest ?? this.nobody);
    return equal ? known?.account : undefined;
  }

  /** Reads an `Authorization: Basic` header (RFC 7617, UTF-8). */
  checkBasic(header: string | undefined): AccountConfig | undefined {
    const encoded = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '')?.[1];
    if (encoded === undefined) return undefined;
    const pair = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    return colon < 0 ? undefined : this.check(pair.slice(0, colon), pair.slice(colon + 1));
  }

  /** Of one length for passwords of any, and different in every process. */
  private digest(password: string): Buffer {
    return hash('sha256', this.key + password, 'buffer');
  }
}
