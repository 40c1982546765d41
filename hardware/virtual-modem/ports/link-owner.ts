import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Who keeps a link: a file beside it. A process that was killed leaves its link behind, and the pseudo terminal that it
 * leads to may since be another program's; only the owner tells whether the link is still good.
 */
const ownerFile = (link: string): string => `${link}.pid`;

export function claimLink(link: string): void {
  writeFileSync(ownerFile(link), `${process.pid} ${startOf(process.pid)}\n`);
}

export function disclaimLink(link: string): void {
  rmSync(ownerFile(link), { force: true });
}

/** true where the link was kept by a process that has gone. */
export function isAbandoned(link: string): boolean {
  const [pid, start] = read(ownerFile(link)).trim().split(' ');
  return pid !== undefined && /^\d+$/.test(pid) && (!isAlive(Number(pid)) || startOf(Number(pid)) !== start);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, in ticks since boot (proc(5), stat field 22), since numbers are given out again; `-` where there is no /proc. */
function startOf(pid: number): string {
  const afterName = read(`/proc/${pid}/stat`).split(') ')[1];
  return afterName?.split(' ')[19] ?? '-';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
