import { isLoopback } from '../access/network';
import { looksHashed } from '../access/password-hash';
import type { Config } from './types';

/** What works, and had better be otherwise: a sentence each, with the setting at its beginning. */
export function warningsOf({ accounts, gateways, listen, tls }: Config): string[] {
  const warnings: string[] = [];
  const plain = accounts.filter(({ password }) => !looksHashed(password)).map(({ username }) => username);
  if (plain.length > 0) {
    warnings.push(
      `accounts: the password of ${plain.join(', ')} is in plain text; gsm-fallback hash makes what can stand in its place`,
    );
  }
  if (!tls && !isLoopback(listen.host)) {
    warnings.push(
      `listen: other machines reach the accounts at ${listen.host}:${listen.port} in plain text, passwords included; set tls, or listen on 127.0.0.1`,
    );
  }
  for (const { name, url } of gateways) {
    const { protocol, hostname } = new URL(url);
    if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'))) {
      warnings.push(`gateways: ${name} is given its password and every message in plain text; use https`);
    }
  }
  return warnings;
}
