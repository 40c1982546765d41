import { lstatSync, readlinkSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { connectHost, type HostedModem } from './host-connection';
import { claimLink, disclaimLink, isAbandoned } from './link-owner';
import { renamed } from './renamed';
import { openPty, type PtyPair } from './pty-pair';

export interface PtyOptions {
  /** Path of the symbolic link to the host's end. */
  link: string;
  /** Called where the link cannot be made again after the modem was plugged in; default a process warning. */
  onError?: (error: Error) => void;
}

export interface ServedPty {
  /** Path of the host's end, such as `/dev/pts/3`; another one after the modem was plugged in again. */
  readonly slave: string;
  /** Removes the link and hangs up. */
  close(): Promise<void>;
}

/**
 * Puts a modem on a pseudo terminal, linked at `link`. While the modem is unplugged the link is gone, and whoever had it
 * open is hung up on. A link that leads nowhere, or
 * that a killed process left, is replaced. Rejects, naming the path, where something else is in the way.
 */
export async function serveOnPty(modem: HostedModem, options: PtyOptions): Promise<ServedPty> {
  let { link } = options;
  const { onError = (error) => process.emitWarning(error) } = options;
  let linked: LinkedPty | undefined = await linkPty(modem, link);
  let slave = linked.slave;
  let work = Promise.resolve();
  const follow = (change: () => Promise<void>): void => {
    work = work.then(change).catch(onError);
  };
  const leave = async (): Promise<void> => {
    await linked?.remove();
    linked = undefined;
  };
  const unplugged = (): void => follow(leave);
  const plugged = (as?: string): void =>
    follow(async () => {
      link = as === undefined ? link : renamed(link, as);
      linked = await linkPty(modem, link);
      slave = linked.slave;
    });
  modem.on('unplugged', unplugged);
  modem.on('plugged', plugged);
  return {
    get slave() {
      return slave;
    },
    async close() {
      modem.off('unplugged', unplugged);
      modem.off('plugged', plugged);
      follow(leave);
      await work;
    },
  };
}

interface LinkedPty {
  slave: string;
  remove(): Promise<void>;
}

async function linkPty(modem: HostedModem, link: string): Promise<LinkedPty> {
  clearWay(link);
  const pair = await openPty();
  await makeLink(pair, link);
  const disconnect = connectHost(modem, pair);
  return {
    slave: pair.slave,
    async remove() {
      removeLink(pair.slave, link);
      disconnect();
      await pair.close();
    },
  };
}

async function makeLink(pair: PtyPair, link: string): Promise<void> {
  try {
    symlinkSync(pair.slave, link);
    claimLink(link);
  } catch (error) {
    await pair.close();
    throw new Error(`cannot link ${link}: ${(error as Error).message}`, { cause: error });
  }
}

/** Removes a link that leads nowhere, or whose owner has gone. Throws where there is anything else. */
function clearWay(link: string): void {
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (!found) {
    return;
  }
  const leads = statSync(link, { throwIfNoEntry: false }) !== undefined;
  if (!found.isSymbolicLink() || (leads && !isAbandoned(link))) {
    const what = found.isSymbolicLink() ? `a link to ${readlinkSync(link)} is there` : 'something is there';
    throw new Error(`cannot link ${link}: ${what}; a path that is free expected`);
  }
  unlinkSync(link);
}

/** Removes the link unless somebody has put another one in its place. */
function removeLink(slave: string, link: string): void {
  try {
    if (readlinkSync(link) === slave) {
      unlinkSync(link);
      disclaimLink(link);
    }
  } catch (error) {
    if (!['ENOENT', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  }
}
