import { renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockOutbox, openForWriting, watchFiles } from '../../src/outbox';
import { temporaryFolder } from '../support/temporary-outbox';

function openFiles() {
  const path = join(temporaryFolder(), 'outbox.db');
  const lock = lockOutbox(path);
  const database = openForWriting(path);
  onTestFinished(() => {
    database.close();
    lock.release();
  });
  return { path, check: watchFiles(path) };
}

describe('the files of an outbox that is open', () => {
  it('may grow', () => {
    const { path, check } = openFiles();
    writeFileSync(path, 'x', { flag: 'a' });
    expect(check).not.toThrow();
  });

  it('were deleted: what was answered with 0 was gone after the next start', () => {
    const { path, check } = openFiles();
    rmSync(path);
    expect(check).toThrow(`${path} was deleted while it was in use: put it back, or start anew`);
  });

  it('were replaced, and are good again once they are put back', () => {
    const { path, check } = openFiles();
    renameSync(path, `${path}.old`);
    writeFileSync(path, 'another');
    expect(check).toThrow(`${path} was replaced or emptied while it was in use`);
    renameSync(`${path}.old`, path);
    expect(check).not.toThrow();
  });

  it('were emptied', () => {
    const { path, check } = openFiles();
    truncateSync(path);
    expect(check).toThrow(`${path} was replaced or emptied while it was in use`);
  });

  it('lost their lock, which let a second daemon in: both sent the same messages', () => {
    const { path, check } = openFiles();
    rmSync(`${path}.lock`);
    expect(check).toThrow(`${path}.lock was deleted while it was in use`);
  });
});
