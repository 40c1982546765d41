import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { MIGRATIONS } from './schema';

/** The outbox file cannot be used: names the file and what is wrong with it. */
export class OutboxError extends Error {
  override name = 'OutboxError';
}

const { O_RDONLY, O_RDWR, O_CREAT, W_OK } = constants;

/** How long a statement waits for another process that holds the file, in milliseconds; the event loop stands meanwhile. */
const BUSY_TIMEOUT = 100;

/** Pages in the write-ahead log before they are copied back: four times the default, for pages that change often. */
const PAGES_IN_LOG = 4_000;
const PAGE = 4_096;

/** Pages kept in memory, in KiB: better-sqlite3 has SQLite keep 16 MB, and months of messages fill them. The system caches the file, too. */
const CACHE = 4_000;

/** On a small disk they are copied back sooner: the log takes a third of what is free, or no room is left to empty it. */
function pagesInLog(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return Math.max(10, Math.min(PAGES_IN_LOG, Math.floor((bavail * bsize) / 3 / PAGE)));
}

/** Anything else, such as a device, SQLite would take for a database that is broken. */
function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile() && !found.isDirectory())
    throw new OutboxError(`${path}: it is no regular file`);
}

/** Opens the outbox for reading and writing. @throws OutboxError */
export function openForWriting(path: string): Database {
  return explained(path, () => {
    ensureFolder(path);
    const database = new SqliteDatabase(path, { timeout: BUSY_TIMEOUT });
    try {
      // SQLite opens what may only be read as well, and says so with the first write.
      accessSync(path, W_OK);
      database.pragma('journal_mode = WAL');
      // better-sqlite3 builds SQLite with NORMAL for WAL, which may lose the last commits with the power.
      database.pragma('synchronous = FULL');
      database.pragma(`cache_size = -${CACHE}`);
      database.pragma(`wal_autocheckpoint = ${pagesInLog(path)}`);
      database.pragma('foreign_keys = ON');
      migrate(database, path);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens the outbox to look at it while the daemon runs. @throws OutboxError */
export function openForReading(path: string): Database {
  const open = () => {
    const database = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    const version = versionOf(database);
    if (version === MIGRATIONS.length) return database;
    database.close();
    throw new OutboxError(
      `${path}: schema version ${version}, expected ${MIGRATIONS.length}: start the daemon once to bring it up to date`,
    );
  };
  return explained(path, open, O_RDONLY);
}

/** Beside the file itself, by whatever link it is reached: two paths must not give two locks. Makes the file. */
export function lockFileOf(path: string): string {
  closeSync(openSync(path, O_RDWR | O_CREAT));
  return `${realpathSync(path)}.lock`;
}

/**
 * Makes this process the only daemon on the file until it ends, however it ends: the lock is the kernel's.
 * @throws OutboxError where another process has it.
 */
export function lockOutbox(path: string): { release(): void } {
  return explained(path, () => {
    ensureFolder(path);
    const lock = new SqliteDatabase(lockFileOf(path), { timeout: 0 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
      throw new OutboxError(
        `${path}: another gsm-fallback has it open; two at once would send messages twice`,
      );
    }
    return { release: () => lock.close() };
  });
}

/** Makes the last folder of the path only: a whole tree that is missing is a mistake in the configuration. */
function ensureFolder(path: string) {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path));
}

function migrate(database: Database, path: string) {
  const version = versionOf(database);
  if (version === 0 && database.prepare('SELECT 1 FROM sqlite_schema').get())
    throw new OutboxError(`${path}: it is the database of another program`);
  if (version > MIGRATIONS.length) {
    throw new OutboxError(
      `${path}: schema version ${version} is from a newer gsm-fallback, which knows up to ${MIGRATIONS.length} here`,
    );
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    database.transaction(() => {
      database.exec(MIGRATIONS[next]!);
      database.pragma(`user_version = ${next + 1}`);
    })();
  }
}

const versionOf = (database: Database) => database.pragma('user_version', { simple: true }) as number;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a folder, expected a file',
  ENOTDIR: 'what should be its folder is a file',
  ENOSPC: 'no space is left on the disk',
};

function explained<T>(path: string, open: () => T, flags = O_RDWR | O_CREAT): T {
  try {
    requireFile(path);
    return open();
  } catch (error) {
    if (error instanceof OutboxError) throw error;
    throw new OutboxError(`${path}: cannot be opened: ${reasonOf(path, error as Error, flags)}`, {
      cause: error,
    });
  }
}

/** SQLite only says that it could not open; the operating system says why. */
function reasonOf(path: string, error: Error & { code?: string }, flags: number): string {
  const { code = '', message } =
    error.code === 'SQLITE_CANTOPEN' || error instanceof TypeError ? (refusal(path, flags) ?? error) : error;
  if (code !== 'ENOENT') return REASONS[code] ?? message;
  if (!existsSync(dirname(path))) return `there is no folder ${dirname(path)}`;
  return flags & O_CREAT
    ? 'no file can be made there'
    : 'there is no such file; it is made by the first `gsm-fallback serve`';
}

function refusal(path: string, flags: number): NodeJS.ErrnoException | undefined {
  try {
    closeSync(openSync(path, flags));
    // SQLite makes a file beside it even to read.
    accessSync(dirname(path), W_OK);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
