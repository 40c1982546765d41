import { createServer, type Socket } from 'node:net';
import { connectHost, type HostedModem } from './host-connection';

export interface TcpOptions {
  /** Default 127.0.0.1. */
  host?: string;
  /** 0..65535; 0 takes one that is free. */
  port: number;
}

export interface ServedTcp {
  readonly port: number;
  close(): Promise<void>;
}

/** Octets kept for a host that does not read; further ones are lost, as in a UART. */
const MAX_UNREAD = 65_536;

/** Puts a modem on a TCP port, raw, for one host at a time; as ser2net does, a second one is turned away. */
export function serveOnTcp(modem: HostedModem, { host = '127.0.0.1', port }: TcpOptions): Promise<ServedTcp> {
  let current: Socket | undefined;
  const server = createServer((socket) => {
    if (current || !modem.plugged) {
      socket.destroy();
      return;
    }
    current = socket;
    const disconnect = connectSocket(modem, socket);
    socket.once('close', () => {
      disconnect();
      current = undefined;
    });
  });
  const unplugged = (): void => void current?.destroy();
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`cannot listen on ${host}:${port}: ${error.message}`, { cause: error })),
    );
    server.listen(port, host, () => {
      modem.on('unplugged', unplugged);
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        close() {
          modem.off('unplugged', unplugged);
          current?.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}

function connectSocket(modem: HostedModem, socket: Socket): () => void {
  socket.setNoDelay(true);
  // A reset by the host ends the connection; 'close' follows.
  socket.on('error', () => undefined);
  return connectHost(modem, {
    onData: (listener) => void socket.on('data', listener),
    write(octets) {
      if (socket.writable && socket.writableLength + octets.length <= MAX_UNREAD) {
        socket.write(octets);
      }
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  });
}
