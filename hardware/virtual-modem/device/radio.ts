/** 27.007 7.2 <stat>: 0 not searching, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming. */
export type RegistrationState = 0 | 1 | 2 | 3 | 4 | 5;

/** 27.007 8.2 <fun>: 0 off, 1 full, 4 flight mode. */
export type Functionality = 0 | 1 | 4;

const HOME = 1;
const ROAMING = 5;

/** The modem's side of the air interface. */
export class Radio {
  functionality: Functionality = 1;
  /** What the network would say if the modem asked. */
  coverage: RegistrationState = HOME;
  /** AT+COPS=2: the modem keeps off the network. */
  detached = false;
  /** AT+CGATT: attached to packet service. */
  packetAttached = true;
  /** 27.007 8.5 <rssi>: 0..31, 99 unknown. */
  rssi = 21;
  /** Location area and cell, hexadecimal. */
  readonly area = '00C3';
  readonly cell = '0000C0DE';
  readonly operator = { name: 'Virtual Network', numeric: '00101' };

  constructor(private readonly simReady: () => boolean) {}

  get registration(): RegistrationState {
    return this.functionality === 1 && !this.detached && this.simReady() ? this.coverage : 0;
  }

  get registered(): boolean {
    return this.registration === HOME || this.registration === ROAMING;
  }

  /** 27.007 8.5, as AT+CSQ shows it. */
  get signal(): number {
    return this.functionality === 1 && this.coverage !== 0 ? this.rssi : 99;
  }
}
