import type { SerialBinding, SerialOpenOptions, SerialPortInfo } from '../../transport/binding';
import { renamed } from './renamed';
import { VirtualPort } from './virtual-port';
import type { VirtualModem } from '../virtual-modem';

export interface VirtualBinding extends SerialBinding {
  /** Takes the modem off its port: an open port closes with `disconnected: true`, and the path is gone. */
  unplug(path: string): void;
  /** Brings it back, at `as` where the system names it anew. */
  plug(path: string, as?: string): void;
}

/** A binding for SerialPortStream whose ports are virtual modems, by their paths. */
export function createVirtualBinding(modems: Readonly<Record<string, VirtualModem>>): VirtualBinding {
  const byPath = new Map(Object.entries(modems));
  const open = new Map<VirtualModem, VirtualPort>();

  const modemAt = (path: string): VirtualModem => {
    const modem = byPath.get(path);
    if (!modem) {
      throw new Error(`path: one of ${[...byPath.keys()].join(', ')} expected, got ${path}`);
    }
    return modem;
  };

  const follow = (path: string, modem: VirtualModem): void => {
    modem.once('plugged', (as) => {
      const now = as === undefined ? path : renamed(path, as);
      byPath.delete(path);
      byPath.set(now, modem);
      follow(now, modem);
    });
  };
  byPath.forEach((modem, path) => follow(path, modem));

  return {
    async list() {
      return [...byPath].filter(([, modem]) => modem.plugged).map(([path, modem]) => portInfo(path, modem));
    },
    async open(options) {
      const modem = byPath.get(options.path);
      if (!modem?.plugged) {
        throw new Error(`No such file or directory, cannot open ${options.path}`);
      }
      if (open.get(modem)?.isOpen) {
        throw new Error(`Resource temporarily unavailable, cannot lock port ${options.path}`);
      }
      const port = new VirtualPort(modem, withDefaults(options));
      open.set(modem, port);
      return port;
    },
    unplug: (path) => modemAt(path).unplug(),
    plug(path, as = path) {
      const modem = modemAt(path);
      if (as !== path && byPath.has(as)) {
        throw new Error(`as: a path that no modem has expected, got ${as}`);
      }
      modem.plug(as);
    },
  };
}

function portInfo(path: string, modem: VirtualModem): SerialPortInfo {
  return {
    path,
    manufacturer: 'gsm-fallback',
    serialNumber: modem.imei,
    pnpId: undefined,
    locationId: undefined,
    productId: undefined,
    vendorId: undefined,
  };
}

function withDefaults(options: SerialOpenOptions): Required<SerialOpenOptions> {
  return {
    dataBits: 8,
    lock: true,
    stopBits: 1,
    parity: 'none',
    rtscts: false,
    xon: false,
    xoff: false,
    xany: false,
    hupcl: true,
    ...options,
  };
}
