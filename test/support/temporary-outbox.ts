import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { openForWriting, Outbox } from '../../src/outbox';
import type { Clock } from '../../src/ports';

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An outbox on disk that goes when the test ends. */
export function temporaryOutbox(clock: Clock): { path: string; database: Database; outbox: Outbox } {
  const path = join(temporaryFolder(), 'outbox.db');
  const database = openForWriting(path);
  onTestFinished(() => void database.close());
  return { path, database, outbox: new Outbox(database, clock) };
}
