import { isIPv6 } from 'node:net';

/** The network that an address is counted for: itself, or the /64 of an IPv6 address, which one customer has whole. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const ipv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (ipv4 !== undefined || !isIPv6(address)) return ipv4 ?? address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':');
}

/** `127.0.0.1`, `::1` and their like: nothing leaves this machine. */
export const isLoopback = (address: string): boolean =>
  address === '127.0.0.1' ||
  address === '::1' ||
  address === 'localhost' ||
  /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address);
