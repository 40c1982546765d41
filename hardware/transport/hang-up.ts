import type { EventEmitter } from 'node:events';
import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { SerialPortStream } from '@serialport/stream';

type Port = NonNullable<SerialPortStream['port']>;

/** What the ports of @serialport/bindings-cpp have on Linux and macOS. */
interface UnixPort extends Port {
  fd: number;
  poller: EventEmitter;
}

const readOctets = promisify(read);
const NOT_YET = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/**
 * A terminal that was hung up on between two reads gives 0 octets for ever, and bindings-cpp 13 asks again at once,
 * for ever too: it takes a processor and never tells. Here 0 octets are the end, as they are with its VMIN of 1.
 */
export function endAtHangUp(port: Port): void {
  if (!isUnixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      insistOpen(port);
      try {
        const { bytesRead } = await readOctets(port.fd, buffer, offset, length, null);
        if (bytesRead === 0) throw new Error('the device hung up');
        return { buffer, bytesRead };
      } catch (error) {
        if (!NOT_YET.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      }
      // Closing frees the poller beneath its object: asking a freed one ends the process.
      insistOpen(port);
      await readable(port.poller);
    }
  };
}

function insistOpen(port: Port): void {
  if (!port.isOpen) throw Object.assign(new Error('the port was closed'), { canceled: true });
}

function isUnixPort(port: Port): port is UnixPort {
  return (
    typeof (port as Partial<UnixPort>).fd === 'number' && (port as Partial<UnixPort>).poller !== undefined
  );
}

function readable(poller: EventEmitter): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error?: Error | null) => (error ? reject(error) : resolve()));
  });
}
