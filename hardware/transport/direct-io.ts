import type { EventEmitter } from 'node:events';
import { readSync, writeSync } from 'node:fs';
import type { SerialPortStream } from '@serialport/stream';

type Port = NonNullable<SerialPortStream['port']>;

/** What the ports of @serialport/bindings-cpp have on Linux and macOS. */
interface UnixPort extends Port {
  fd: number;
  poller: EventEmitter;
}

const NOT_YET = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/**
 * Reads and writes in this thread: the descriptor does not block, and the two ways through the thread pool that
 * bindings-cpp 13 takes for each cost a modem at 115200 baud a tenth of its line.
 *
 * A terminal that was hung up on between two reads gives 0 octets for ever, and bindings-cpp asks again at once, for
 * ever too: it takes a processor and never tells. Here 0 octets are the end, as they are with its VMIN of 1.
 */
export function useDirectIo(port: Port): void {
  if (!isUnixPort(port)) return;
  port.read = async (buffer, offset, length) => {
    for (;;) {
      insistOpen(port);
      const bytesRead = unlessBlocked(() => readSync(port.fd, buffer, offset, length, null));
      if (bytesRead === 0) throw new Error('the device hung up');
      if (bytesRead !== undefined) return { buffer, bytesRead };
      await readable(port.poller);
    }
  };
  const writeRest = port.write.bind(port);
  port.write = async (octets) => {
    if (!port.isOpen) throw new Error('Port is not open');
    const written = unlessBlocked(() => writeSync(port.fd, octets)) ?? 0;
    if (written < octets.length) await writeRest(octets.subarray(written));
  };
}

/** Nothing where it would have blocked. */
function unlessBlocked(act: () => number): number | undefined {
  try {
    return act();
  } catch (error) {
    if (NOT_YET.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function insistOpen(port: Port): void {
  // Closing frees the poller beneath its object: asking a freed one ends the process.
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
