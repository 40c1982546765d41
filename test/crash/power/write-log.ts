import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that the daemon did, as write-log.c saw it. */
export type Step =
  | { op: 'open'; fd: number; name: string; isNew: boolean }
  | { op: 'write'; fd: number; offset: number; data: Buffer }
  | { op: 'truncate'; fd: number; size: number }
  | { op: 'sync'; fd: number }
  | { op: 'syncFolder' }
  | { op: 'unlink'; name: string }
  /** Octets that left the process by a socket or a terminal. */
  | { op: 'act'; data: Buffer };

/** Octets of a record before its data: op, fd, offset, length. */
const HEAD = 20;

/** Reads what write-log.c wrote, oldest first. @throws Error where a record is of no known kind. */
export function readWriteLog(file: string): Step[] {
  const log = readFileSync(file);
  const steps: Step[] = [];
  for (let at = 0; at + HEAD <= log.length;) {
    const op = String.fromCharCode(log.readUInt32LE(at));
    const fd = log.readUInt32LE(at + 4);
    const offset = Number(log.readBigInt64LE(at + 8));
    const length = log.readUInt32LE(at + 16);
    const data = log.subarray(at + HEAD, at + HEAD + length);
    steps.push(stepOf(op, fd, offset, data));
    at += HEAD + length;
  }
  return steps;
}

function stepOf(op: string, fd: number, offset: number, data: Buffer): Step {
  switch (op) {
    case 'O':
      return { op: 'open', fd, name: data.toString(), isNew: offset === 1 };
    case 'W':
      return { op: 'write', fd, offset, data };
    case 'T':
      return { op: 'truncate', fd, size: offset };
    case 'S':
      return { op: 'sync', fd };
    case 'D':
      return { op: 'syncFolder' };
    case 'U':
      return { op: 'unlink', name: data.toString() };
    case 'A':
      return { op: 'act', data };
    default:
      throw new Error(`write log: record "${op}" of no known kind`);
  }
}

/** Compiles the library to preload into `folder`; resolves to why it cannot be had where there is no compiler. */
export function compileWriteLog(folder: string): { library: string } | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'skipped: LD_PRELOAD is for Linux' };
  const library = join(folder, 'write-log.so');
  const source = join(__dirname, 'write-log.c');
  const { error, status, stderr } = spawnSync(
    'cc',
    ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl', '-lpthread'],
    { encoding: 'utf8' },
  );
  if (error) return { reason: 'skipped: no C compiler (cc) is installed' };
  if (status !== 0) throw new Error(`write-log.c cannot be compiled:\n${stderr}`);
  return { library };
}
