import type { Step } from './write-log';

/** What is left of what was written since the last sync when the power goes. */
export const LOSSES = ['all of it', 'torn', 'reordered'] as const;
export type Loss = (typeof LOSSES)[number];

/** What a disk writes whole, in octets. */
const SECTOR = 512;

type Change = { offset: number; data: Buffer } | { size: number };

/** One file: what is surely on the medium, and what was changed since. */
interface File {
  durable: Buffer;
  pending: Change[];
}

/**
 * A folder on a disk that keeps nothing but what was synced: a file's octets by a sync of the file, its name by a sync of
 * the folder. Of all else it may keep any part.
 */
export class Disk {
  private readonly byFd = new Map<number, File>();
  private names = new Map<string, File>();
  private durableNames = new Map<string, File>();

  apply(step: Step): void {
    switch (step.op) {
      case 'open': {
        if (step.isNew || !this.names.has(step.name)) {
          this.names.set(step.name, { durable: Buffer.alloc(0), pending: [] });
        }
        this.byFd.set(step.fd, this.names.get(step.name)!);
        return;
      }
      case 'write':
        this.file(step.fd).pending.push({ offset: step.offset, data: step.data });
        return;
      case 'truncate':
        this.file(step.fd).pending.push({ size: step.size });
        return;
      case 'sync': {
        const file = this.file(step.fd);
        file.durable = changed(file.durable, file.pending);
        file.pending = [];
        return;
      }
      case 'syncFolder':
        this.durableNames = new Map(this.names);
        return;
      case 'unlink':
        this.names.delete(step.name);
        return;
      case 'act':
        return;
    }
  }

  /** Something was written, or renamed, that a power cut may lose. */
  get isDirty(): boolean {
    const names = [...this.names];
    return (
      names.some(([name, file]) => file.pending.length > 0 || this.durableNames.get(name) !== file) ||
      this.durableNames.size !== this.names.size
    );
  }

  /** What is found when the power is back. */
  afterPowerCut(loss: Loss, random: () => number): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    for (const name of new Set([...this.durableNames.keys(), ...this.names.keys()])) {
      const surely = this.durableNames.get(name);
      const perhaps = this.names.get(name);
      const file = loss === 'all of it' || random() < 0.5 ? surely : perhaps;
      if (file) found.set(name, changed(file.durable, survivors(file.pending, loss, random)));
    }
    return found;
  }

  private file(fd: number): File {
    return this.byFd.get(fd)!;
  }
}

function survivors(pending: readonly Change[], loss: Loss, random: () => number): Change[] {
  if (loss === 'all of it' || pending.length === 0) return [];
  if (loss === 'reordered') return pending.flatMap(sectors).filter(() => random() < 0.5);
  const whole = Math.floor(random() * pending.length);
  const last = pending[whole]!;
  const torn = 'data' in last ? [{ ...last, data: last.data.subarray(0, random() * last.data.length) }] : [];
  return [...pending.slice(0, whole), ...torn];
}

function sectors(change: Change): Change[] {
  if (!('data' in change)) return [change];
  const { offset, data } = change;
  return Array.from({ length: Math.ceil(data.length / SECTOR) }, (_, i) => ({
    offset: offset + i * SECTOR,
    data: data.subarray(i * SECTOR, (i + 1) * SECTOR),
  }));
}

function changed(before: Buffer, changes: readonly Change[]): Buffer {
  let size = before.length;
  let largest = size;
  for (const change of changes) {
    size = 'size' in change ? change.size : Math.max(size, change.offset + change.data.length);
    largest = Math.max(largest, size);
  }
  const after = Buffer.alloc(largest);
  before.copy(after);
  let end = before.length;
  for (const change of changes) {
    if ('size' in change) {
      after.fill(0, change.size, Math.max(end, change.size));
      end = change.size;
    } else {
      change.data.copy(after, change.offset);
      end = Math.max(end, change.offset + change.data.length);
    }
  }
  return after.subarray(0, end);
}
