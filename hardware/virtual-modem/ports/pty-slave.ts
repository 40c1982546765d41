import { SerialPort } from 'serialport';

/**
 * Opens the host's end of a pseudo terminal as a serial port and keeps it open. That makes it raw, and a master whose
 * slave nobody has open cannot be read: every read fails at once.
 */
export async function holdSlave(path: string): Promise<{ close(): Promise<void> }> {
  return SerialPort.binding.open({ path, baudRate: 115_200, lock: false });
}
