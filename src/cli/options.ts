import { InvalidArgumentError, Option } from 'commander';

/** Reads an option that is a whole number in a range; wrong usage otherwise. */
export const integerBetween = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
};

export const configOption = () =>
  new Option('-c, --config <file>', 'configuration of the daemon; without it the one that serve would take');

/** `127.0.0.1:7000`; port 0 takes one that is free. */
export function parseHostAndPort(text: string): { host: string; port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new InvalidArgumentError('HOST:PORT with a port from 0 to 65535 expected');
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}
