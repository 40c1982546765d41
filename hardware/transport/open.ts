import type { SerialBinding } from './binding';
import { matchPaths } from './glob';
import { openSerial } from './serial';
import { openTcp } from './tcp';
import { PortError, type Transport } from './transport';

export interface PortAddress {
  /** Device path, glob of device paths, `tcp://host:port`, or `rfc2217://host:port`. */
  port: string;
  /** Of serial ports, such as 115200, also of those behind RFC 2217. */
  baudRate: number;
}

/** Opens a port; a glob is resolved anew each time, so that a modem that was renumbered is found. Rejects with PortError. */
export async function openTransport(address: PortAddress, binding?: SerialBinding): Promise<Transport> {
  if (address.port.includes('://')) return openTcp(address.port, address.baudRate);
  const [path] = await matchPaths(address.port);
  if (path === undefined) {
    throw new PortError(`port ${address.port}: no device matches (is the modem plugged in?)`);
  }
  return openSerial(path, address.baudRate, binding);
}
