import { statSync, type Stats } from 'node:fs';
import { lockFileOf, OutboxError } from './database';

/**
 * Looks whether the files that are open are still those at their paths: what is committed into a deleted file is lost,
 * and whoever deletes the lock lets a second daemon in. The returned check throws OutboxError where they are not.
 */
export function watchFiles(path: string): () => void {
  const files = [path, lockFileOf(path)].map((file) => ({ file, opened: statSync(file) }));
  return () => {
    for (const { file, opened } of files) {
      const found = statSync(file, { throwIfNoEntry: false });
      if (!isSame(opened, found)) {
        throw new OutboxError(
          `${file} was ${found ? 'replaced or emptied' : 'deleted'} while it was in use: put it back, or start anew`,
        );
      }
    }
  };
}

const isSame = (opened: Stats, found: Stats | undefined): boolean =>
  found !== undefined &&
  found.ino === opened.ino &&
  found.dev === opened.dev &&
  (found.size > 0 || opened.size === 0);
