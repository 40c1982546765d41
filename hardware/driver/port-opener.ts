import type { ModemConfig } from '../../src/config/types';
import type { Clock } from '../../src/ports';
import type { SerialBinding } from '../transport/binding';
import { candidatePorts } from '../transport/candidates';
import { openTransport } from '../transport/open';
import type { Transport } from '../transport/transport';
import { findByImei } from './find-by-imei';
import { within } from './within';

/** Longest wait for the operating system to open or close the port, in milliseconds. */
export const PORT_MS = 20_000;

export interface PortOptions {
  config: ModemConfig;
  /** Where serial ports come from; the operating system when absent. */
  binding?: SerialBinding;
  clock: Clock;
  /** Wraps each port that is opened, to see what passes it. */
  decorate?: (transport: Transport) => Transport;
}

/** Opens the port of one modem, time after time. */
export class PortOpener {
  /** Where the modem was found last, by its IMEI. */
  private lastPort: string | undefined;

  constructor(private readonly options: PortOptions) {}

  open(): Promise<Transport> {
    const { config, binding, clock, decorate = (transport: Transport) => transport } = this.options;
    const problem = `port ${config.port}: could not be opened`;
    const openPort = (port: string) =>
      within(
        clock,
        PORT_MS,
        problem,
        openTransport({ port, baudRate: config.baudRate }, binding).then(decorate),
        (late) => void late.close(),
      );
    return config.imei === undefined ? openPort(config.port) : this.find(config.imei, openPort);
  }

  /** A modem that is known by its IMEI is found again wherever it turns up. */
  private async find(imei: string, open: (port: string) => Promise<Transport>): Promise<Transport> {
    const { config, binding, clock } = this.options;
    const ports = await candidatePorts(config.port, this.lastPort, binding);
    const transport = await findByImei(imei, ports, open, clock);
    this.lastPort = transport.name;
    return transport;
  }
}
