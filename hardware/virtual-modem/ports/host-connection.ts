import type { VirtualModem } from '../virtual-modem';

/** A stream of octets to and from a host. */
export interface HostStream {
  onData(listener: (octets: Buffer) => void): void;
  write(octets: Buffer): void;
  pause(): void;
  resume(): void;
}

/** Octets that the line may lag behind before the host is made to wait. */
const READ_AHEAD = 4096;

/** Joins a modem and a host, at the pace of the modem's line. Returns what parts them. */
export function connectHost(modem: VirtualModem, host: HostStream): () => void {
  const toHost = (octets: Buffer): void => host.write(octets);
  let connected = true;
  let paused = false;
  const drained = (): void => {
    if (paused) {
      paused = false;
      host.resume();
    }
  };
  modem.on('bytes', toHost);
  modem.on('drain', drained);
  host.onData((octets) => {
    if (connected) {
      modem.write(octets);
      if (modem.pending > READ_AHEAD) {
        paused = true;
        host.pause();
      }
    }
  });
  return () => {
    connected = false;
    modem.off('bytes', toHost);
    modem.off('drain', drained);
  };
}
