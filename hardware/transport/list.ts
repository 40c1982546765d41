import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface PortDescription {
  path: string;
  /** Manufacturer and `vendor:product`; absent for what is not USB. */
  usb?: string;
  serialNumber?: string;
  /** Stable name under /dev/serial/by-id (Linux): the one to put into the configuration. */
  byId?: string;
}

/** Serial ports of this computer. Rejects where the operating system's own tool for it is missing. */
export async function listPorts(): Promise<PortDescription[]> {
  if (process.platform === 'linux' && !(await isInstalled('udevadm'))) {
    throw new Error('ports cannot be listed: udevadm is not installed (package udev)');
  }
  const { SerialPort } = await import('serialport');
  const ports = await SerialPort.list();
  return ports.map(({ path, manufacturer, vendorId, productId, serialNumber, pnpId }) => ({
    path,
    ...(vendorId && { usb: `${manufacturer ?? ''} ${vendorId}:${productId ?? '?'}`.trim() }),
    ...(serialNumber && { serialNumber }),
    ...(process.platform === 'linux' && pnpId && { byId: `/dev/serial/by-id/${pnpId}` }),
  }));
}

/** Without this look the binding's child process would end ours with an error event that nobody can catch. */
async function isInstalled(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(join(folder, program)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
