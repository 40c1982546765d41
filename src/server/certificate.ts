import type { Server } from 'node:http';
import type { SecureContextOptions, Server as TlsServer } from 'node:tls';
import type { TlsConfig } from '../config/types';

export const secure = ({ certificate, key }: TlsConfig): SecureContextOptions => ({
  cert: certificate,
  key,
  minVersion: 'TLSv1.2',
});

/** Puts another certificate and key in place of those the server began with: connections that are open keep the old. */
export function renew(server: Server, tls: TlsConfig): void {
  (server as Server & TlsServer).setSecureContext(secure(tls));
}
