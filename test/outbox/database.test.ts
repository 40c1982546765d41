import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { lockOutbox, openForReading, openForWriting, OutboxError } from '../../src/outbox';
import { temporaryFolder } from '../support/temporary-outbox';

function complaintOf(open: (path: string) => unknown, path: string): string {
  try {
    open(path);
  } catch (error) {
    if (error instanceof OutboxError) return error.message;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

describe('an outbox that cannot be opened is named, with the reason:', () => {
  it('there is no folder for it', () => {
    const folder = join(temporaryFolder(), 'no', 'such');
    const path = join(folder, 'outbox.db');
    const complaint = `${path}: cannot be opened: there is no folder ${folder}`;
    expect(complaintOf(openForWriting, path)).toBe(complaint);
    expect(complaintOf(openForReading, path)).toBe(complaint);
  });

  it('a folder is in its place', () => {
    const path = temporaryFolder();
    const complaint = `${path}: cannot be opened: it is a folder, expected a file`;
    expect(complaintOf(openForWriting, path)).toBe(complaint);
  });

  it('a file is in the place of its folder', () => {
    const folder = join(temporaryFolder(), 'file');
    writeFileSync(folder, '');
    const path = join(folder, 'outbox.db');
    const complaint = `${path}: cannot be opened: what should be its folder is a file`;
    expect(complaintOf(openForWriting, path)).toBe(complaint);
  });

  it('a device is in its place', () => {
    expect(complaintOf(openForWriting, '/dev/null')).toBe('/dev/null: it is no regular file');
    expect(existsSync('/dev/null.lock')).toBe(false);
  });

  it('it is something else, and stays as it is', () => {
    const path = join(temporaryFolder(), 'outbox.db');
    const content = 'holiday photos '.repeat(1000);
    writeFileSync(path, content);
    const complaint = `${path}: cannot be opened: file is not a database`;
    expect(complaintOf(openForWriting, path)).toBe(complaint);
    expect(complaintOf(openForReading, path)).toBe(complaint);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('no daemon has made it yet', () => {
    const path = join(temporaryFolder(), 'outbox.db');
    expect(complaintOf(openForReading, path)).toBe(
      `${path}: cannot be opened: there is no such file; it is made by the first \`gsm-fallback serve\``,
    );
  });

  it('it is from a newer version', () => {
    const path = join(temporaryFolder(), 'outbox.db');
    const database = openForWriting(path);
    database.pragma('user_version = 99');
    database.close();
    expect(complaintOf(openForWriting, path)).toContain('schema version 99 is from a newer gsm-fallback');
  });

  it('another program made it: its tables got ours for company', () => {
    const path = join(temporaryFolder(), 'other.db');
    const other = new SqliteDatabase(path);
    other.exec('CREATE TABLE messages (id)');
    other.close();
    expect(complaintOf(openForWriting, path)).toBe(`${path}: it is the database of another program`);
  });

  it.runIf(process.platform === 'linux')('not even root can write there', () => {
    const complaint = '/proc/outbox.db: cannot be opened: ';
    expect(complaintOf(openForWriting, '/proc/outbox.db')).toMatch(
      new RegExp(`^${complaint}(no file can be made there|this user may not write there)$`),
    );
  });

  it.skipIf(process.getuid?.() === 0)('this user may only read it, which was told without its name', () => {
    const path = join(temporaryFolder(), 'outbox.db');
    openForWriting(path).close();
    chmodSync(path, 0o400);
    expect(complaintOf(openForWriting, path)).toBe(
      `${path}: cannot be opened: this user may not write there`,
    );
  });

  it.skipIf(process.getuid?.() === 0)('this user may not write there', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'closed'), { mode: 0o500 });
    const path = join(folder, 'closed', 'outbox.db');
    expect(complaintOf(openForWriting, path)).toBe(
      `${path}: cannot be opened: this user may not write there`,
    );
  });
});

it('the last folder of its path is made where only that is missing', () => {
  const path = join(temporaryFolder(), 'data', 'outbox.db');
  openForWriting(path).close();
  expect(existsSync(path)).toBe(true);
});

describe('a daemon on the same outbox', () => {
  it.each([true, false])(
    'by another path got a lock of its own, and sent all again (file there before: %s)',
    (isThere) => {
      const folder = temporaryFolder();
      const [path, link] = [join(folder, 'outbox.db'), join(folder, 'link.db')];
      if (isThere) openForWriting(path).close();
      symlinkSync(path, link);
      const lock = lockOutbox(link);
      expect(complaintOf(lockOutbox, path)).toMatch(/another gsm-fallback has it open/);
      expect(complaintOf(lockOutbox, link)).toMatch(/another gsm-fallback has it open/);
      lock.release();
      lockOutbox(path).release();
    },
  );
});
