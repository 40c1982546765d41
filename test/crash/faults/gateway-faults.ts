import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { startSimulatedGateway, type Behaviour } from '../../../src/gateway/simulated-gateway';
import { CERTIFICATE, EXPIRED_CERTIFICATE } from '../../gateway/certificate';

/** A gateway with one fault that stays. */
export interface FaultyGateway {
  url: string;
  /** Messages that it took. */
  taken(): number;
  close(): Promise<void>;
}

const simulated =
  (behaviour: Behaviour, tls?: { key: string; cert: string }) => async (): Promise<FaultyGateway> => {
    const gateway = await startSimulatedGateway({ username: 'u', password: 'p', ...(tls && { tls }) });
    gateway.behave(behaviour);
    return { url: gateway.url, taken: () => gateway.accepted.length, close: () => gateway.close() };
  };

async function refusing(): Promise<FaultyGateway> {
  const gateway = await startSimulatedGateway({ username: 'u', password: 'p' });
  await gateway.unplug();
  return { url: gateway.url, taken: () => 0, close: async () => undefined };
}

/** A server below HTTP, that takes nothing. */
async function below(
  server: ReturnType<typeof createTcpServer>,
  protocol: 'http' | 'https',
): Promise<FaultyGateway> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/eapi`,
    taken: () => 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const nameless = async (): Promise<FaultyGateway> => ({
  url: 'http://gateway.invalid/eapi',
  taken: () => 0,
  close: async () => undefined,
});

const OLD_TLS = {
  ...CERTIFICATE,
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1',
  ciphers: 'ALL:@SECLEVEL=0',
} as const;

/** What a gateway can do to a message, in words for the table. */
export const GATEWAY_FAULTS: Readonly<Record<string, () => Promise<FaultyGateway>>> = {
  'none: it answers 0': simulated('answer'),
  'its name is not known': nameless,
  'connection refused': refusing,
  'TLS handshake never ends': () => below(createTcpServer(), 'https'),
  'certificate of nobody': simulated('answer', CERTIFICATE),
  'certificate expired': simulated('answer', EXPIRED_CERTIFICATE),
  'TLS 1.0 only': () => below(createTlsServer(OLD_TLS), 'https'),
  'reset before the request': simulated('resetBeforeRequest'),
  'reads the request, never answers': simulated('hang'),
  'takes it, answer lost': simulated('loseAnswer'),
  'takes it, half an answer': simulated('resetInAnswer'),
  'takes it, answer drips without end': simulated('drip'),
  'HTTP 500': simulated({ status: 500 }),
  'HTTP 302': simulated({ status: 302, headers: { location: '/elsewhere' } }),
  'HTTP 200 with HTML': simulated({ status: 200, body: '<html>captive portal</html>' }),
  'code 40, try later': simulated({ code: 40 }),
  'code 25, no credits': simulated({ code: 25 }),
  'code 23, wrong password': simulated({ code: 23 }),
  'code 24, bad message': simulated({ code: 24 }),
};
