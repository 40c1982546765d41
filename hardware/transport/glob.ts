import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const WILD = /[*?]/;

/**
 * Paths that match a pattern in which `*` and `?` stand for characters within one folder name,
 * sorted. A path without either is returned as it is, whether it exists or not.
 */
export async function matchPaths(pattern: string): Promise<string[]> {
  if (!WILD.test(pattern)) return [pattern];
  const [root = '', ...parts] = pattern.split('/');
  let found = [root === '' ? '/' : root];
  for (const part of parts) {
    found = WILD.test(part)
      ? (await Promise.all(found.map((folder) => matchingEntries(folder, part)))).flat()
      : found.map((folder) => join(folder, part));
  }
  return found.sort();
}

async function matchingEntries(folder: string, part: string): Promise<string[]> {
  const source = part
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const name = new RegExp(`^${source}$`);
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((entry) => name.test(entry)).map((entry) => join(folder, entry));
}
