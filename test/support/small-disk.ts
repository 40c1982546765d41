import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-outbox';

/** A disk that can be made to refuse the writes of one process, and to take them again. */
export interface SmallDisk {
  folder: string;
  refuseWrites(pid: number): void;
  takeWrites(pid: number): void;
  /** What the process must have in its environment. */
  env?: NodeJS.ProcessEnv;
}

const run = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** A file system in memory of one mebibyte, full while it refuses; undefined where this user may not mount one. */
export function fullDisk(): SmallDisk | undefined {
  const folder = temporaryFolder();
  if (!run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)) return undefined;
  onTestFinished(() => void run('umount', '-l', folder));
  const ballast = join(folder, 'ballast');
  return { folder, refuseWrites: () => fill(ballast), takeWrites: () => rmSync(ballast) };
}

/** A folder where the process may not write behind a few octets of any file; undefined where prlimit (util-linux) is missing. */
export function limitedFiles(): SmallDisk | undefined {
  if (!run('prlimit', '--version')) return undefined;
  const limit = (pid: number, octets: string) => run('prlimit', '--pid', String(pid), `--fsize=${octets}:`);
  return {
    folder: temporaryFolder(),
    refuseWrites: (pid) => expect(limit(pid, '16')).toBe(true),
    // A process that has ended needs no leave any more.
    takeWrites: (pid) => void limit(pid, 'unlimited'),
  };
}

/** A folder on a file system that becomes read-only under the process; undefined without a C compiler, or elsewhere than on Linux. */
export function readOnlyDisk(): SmallDisk | undefined {
  const tools = temporaryFolder();
  const library = join(tools, 'read-only.so');
  const source = join(__dirname, 'read-only.c');
  if (process.platform !== 'linux' || !run('cc', '-shared', '-fPIC', '-o', library, source, '-ldl'))
    return undefined;
  const sign = join(tools, 'read-only');
  return {
    folder: temporaryFolder(),
    env: { LD_PRELOAD: library, READ_ONLY_WHEN: sign },
    refuseWrites: () => writeFileSync(sign, ''),
    takeWrites: () => rmSync(sign),
  };
}

/** A folder whose outbox another process, this one, holds for itself. */
export function lockedDatabase(): SmallDisk {
  const folder = temporaryFolder();
  let holder: Database | undefined;
  const release = () => {
    holder?.close();
    holder = undefined;
  };
  onTestFinished(release);
  return {
    folder,
    refuseWrites: () => {
      holder = new SqliteDatabase(join(folder, 'outbox.db'));
      holder.exec('BEGIN EXCLUSIVE');
    },
    takeWrites: release,
  };
}

/** A folder whose outbox, or its lock, is elsewhere for a while. */
export function filesMovedAway(name: string): SmallDisk {
  const folder = temporaryFolder();
  const file = join(folder, name);
  return {
    folder,
    refuseWrites: () => renameSync(file, `${file}.away`),
    takeWrites: () => renameSync(`${file}.away`, file),
  };
}

function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (const size of [4096, 1]) writeUntilFull(descriptor, Buffer.alloc(size));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function writeUntilFull(descriptor: number, octets: Buffer): void {
  try {
    for (;;) writeSync(descriptor, octets);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
