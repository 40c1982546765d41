import { realpath } from 'node:fs/promises';
import type { SerialBinding } from './binding';
import { matchPaths } from './glob';

/** Where the modems of a Linux machine appear; elsewhere the port has to be named. */
const ANYWHERE = ['/dev/ttyUSB*', '/dev/ttyACM*'];

/**
 * Ports at which a modem that is known by its IMEI may be, likeliest first and each device once: where it was last, at
 * the configured port, and at every other serial port.
 */
export async function candidatePorts(
  port: string,
  last: string | undefined,
  binding?: SerialBinding,
): Promise<string[]> {
  if (port.includes('://')) return [port];
  const named = port === 'auto' ? [] : await matchPaths(port);
  const others = binding
    ? (await binding.list()).map(({ path }) => path)
    : (await Promise.all(ANYWHERE.map(matchPaths))).flat();
  const devices = new Map<string, string>();
  for (const path of [...(last === undefined ? [] : [last]), ...named, ...others]) {
    const device = await realpath(path).catch(() => path);
    if (!devices.has(device)) devices.set(device, path);
  }
  return [...devices.values()];
}
