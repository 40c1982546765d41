import { encodeSubmit, type SubmitOptions } from '../../../src/sms';
import { VirtualModem, VirtualNetwork, type VirtualModemOptions } from '../../../hardware/virtual-modem';
import { SimulatedClock } from '../../support/simulated-clock';

/** A modem with whoever sits at its other end. */
export class Host {
  readonly clock = new SimulatedClock();
  readonly network: VirtualNetwork;
  readonly modem: VirtualModem;
  #heard = '';

  constructor(
    options: Partial<VirtualModemOptions> = {},
    network: ConstructorParameters<typeof VirtualNetwork>[0] = {},
  ) {
    this.network = options.network ?? new VirtualNetwork({ clock: this.clock, ...network });
    this.modem = new VirtualModem({ network: this.network, ...options });
    this.modem.on('bytes', (octets) => (this.#heard += octets.toString('latin1')));
  }

  /** Types as it is, and returns what came at once. */
  type(text: string): string {
    this.modem.write(text);
    return this.heard();
  }

  /** One command line, echo off: what was answered. */
  ask(line: string): string {
    return this.type(`${line}\r`);
  }

  /** What came since it was asked last. */
  heard(): string {
    const heard = this.#heard;
    this.#heard = '';
    return heard;
  }

  /** The whole exchange of AT+CMGS, and what was answered after Ctrl-Z. */
  send(pdu: { length: number; pdu: string }): string {
    this.ask(`AT+CMGS=${pdu.length}`);
    return this.type(`${pdu.pdu}\x1a`);
  }
}

/** A host that has switched the echo off. */
export function quietHost(...options: ConstructorParameters<typeof Host>): Host {
  const host = new Host(...options);
  host.ask('ATE0');
  return host;
}

/** A message of one segment. */
export function submitPdu(options: Partial<SubmitOptions> = {}): { length: number; pdu: string } {
  const { length, pdu } = encodeSubmit({ to: '+447700900555', text: 'Door open', ...options })[0]!;
  return { length, pdu };
}

export const OK = '\r\nOK\r\n';
