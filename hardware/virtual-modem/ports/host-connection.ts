/** What can be put on a port: the virtual modem, or a recording that plays one. */
export interface HostedModem {
  on(event: 'bytes', listener: (octets: Buffer) => void): unknown;
  on(event: 'drain' | 'unplugged', listener: () => void): unknown;
  on(event: 'plugged', listener: (as?: string) => void): unknown;
  off(event: 'bytes', listener: (octets: Buffer) => void): unknown;
  off(event: 'drain' | 'unplugged', listener: () => void): unknown;
  off(event: 'plugged', listener: (as?: string) => void): unknown;
  /** Octets from the host. */
  write(octets: Buffer): void;
  /** Octets that the host wrote and that are still on the line. */
  readonly pending: number;
  readonly plugged: boolean;
}

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
export function connectHost(modem: HostedModem, host: HostStream): () => void {
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
