/**
 * Where serial ports come from: the operating system, or the virtual modem. The bindings of serialport are of this shape; it is
 * written out because not every moduleResolution of TypeScript finds their types, and these are public.
 */
export interface SerialBinding {
  list(): Promise<SerialPortInfo[]>;
  /** Rejects where there is no such port, or somebody else has it. */
  open(options: SerialOpenOptions): Promise<SerialBindingPort>;
}

export interface SerialPortInfo {
  path: string;
  manufacturer: string | undefined;
  serialNumber: string | undefined;
  pnpId: string | undefined;
  locationId: string | undefined;
  productId: string | undefined;
  vendorId: string | undefined;
}

export interface SerialOpenOptions {
  /** The device, such as `/dev/ttyUSB0`. */
  path: string;
  /** Bits a second. */
  baudRate: number;
  dataBits?: 5 | 6 | 7 | 8;
  stopBits?: 1 | 1.5 | 2;
  parity?: string;
  /** Keeps other processes from opening it. */
  lock?: boolean;
  rtscts?: boolean;
  xon?: boolean;
  xoff?: boolean;
  xany?: boolean;
  /** Drops DTR on close. */
  hupcl?: boolean;
}

/** A port that was opened. What is under way when it is closed rejects with an error whose `canceled` is true. */
export interface SerialBindingPort {
  readonly openOptions: Required<SerialOpenOptions>;
  isOpen: boolean;
  close(): Promise<void>;
  /** Resolves once there is at least one octet. */
  read(buffer: Buffer, offset: number, length: number): Promise<{ buffer: Buffer; bytesRead: number }>;
  /** Resolves once the operating system took them; called while no other write is under way. */
  write(buffer: Buffer): Promise<void>;
  /** Resolves once what was written has left. */
  drain(): Promise<void>;
  /** Forgets what was neither read nor sent. */
  flush(): Promise<void>;
  update(options: { baudRate: number }): Promise<void>;
  set(lines: { brk?: boolean; cts?: boolean; dsr?: boolean; dtr?: boolean; rts?: boolean }): Promise<void>;
  get(): Promise<SerialLines>;
  getBaudRate(): Promise<{ baudRate: number }>;
}

/** Control lines that the modem holds. */
export interface SerialLines {
  cts: boolean;
  dsr: boolean;
  dcd: boolean;
}
