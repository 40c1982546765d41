import { readdirSync, readFileSync } from 'node:fs';

const NS_PER_MS = 1e6;
const KIB_PER_MB = 1024;

/** Resident memory of a process, in megabytes. Linux only, like all here. */
export const residentMemory = (pid: number): number => numberIn(pid, 'VmRSS') / KIB_PER_MB;

/** Processor time of all its threads so far, in milliseconds. */
export const processorTime = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`)
    .map((task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]))
    .reduce((sum, each) => sum + each, 0) / NS_PER_MS;

/** How often its main thread went to sleep so far: as often as something woke it, timers among them. */
export const sleeps = (pid: number): number => numberIn(pid, 'voluntary_ctxt_switches');

function numberIn(pid: number, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (!found) throw new Error(`/proc/${pid}/status has no ${field}`);
  return Number(found[1]);
}
