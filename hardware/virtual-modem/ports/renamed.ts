import { isAbsolute, join, dirname } from 'node:path';

/** Where a port is that the system gave another name: in the same folder unless that says otherwise. */
export function renamed(path: string, as: string): string {
  return isAbsolute(as) ? as : join(dirname(path), as);
}
