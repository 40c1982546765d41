import { describe, expect, it } from 'vitest';
import { Disk, type Loss } from './disk';
import type { Step } from './write-log';

const FD = 3;
const OPEN: Step = { op: 'open', fd: FD, name: 'f', isNew: true };
const SYNC: Step = { op: 'sync', fd: FD };
const write = (offset: number, text: string): Step => ({
  op: 'write',
  fd: FD,
  offset,
  data: Buffer.from(text),
});

/** What is found of `f` after these steps; `random` decides each question in the same way. */
function found(steps: Step[], loss: Loss = 'all of it', random = 0): string | undefined {
  const disk = new Disk();
  for (const step of steps) disk.apply(step);
  return disk
    .afterPowerCut(loss, () => random)
    .get('f')
    ?.toString();
}

describe('after a power cut', () => {
  it('a file is there whose name and octets were synced', () => {
    expect(found([OPEN, write(0, 'abc'), SYNC, { op: 'syncFolder' }])).toBe('abc');
  });

  it('a file is not there whose folder was not synced', () => {
    expect(found([OPEN, write(0, 'abc'), SYNC])).toBeUndefined();
  });

  it('what was not synced is lost, is torn, or is there', () => {
    const steps: Step[] = [OPEN, write(0, 'abcd'), SYNC, { op: 'syncFolder' }, write(2, 'XY'), write(4, 'Z')];
    expect(found(steps)).toBe('abcd');
    expect(found(steps, 'torn', 0.5)).toBe('abXY');
    expect(found(steps, 'reordered', 0.1)).toBe('abXYZ');
  });

  it('a later sector may be there without an earlier one', () => {
    const steps: Step[] = [OPEN, { op: 'syncFolder' }, write(0, 'x'.repeat(512) + 'y')];
    const disk = new Disk();
    for (const step of steps) disk.apply(step);
    const answers = [0, 0.9, 0.1];
    const octets = disk.afterPowerCut('reordered', () => answers.shift()!).get('f')!;
    expect([octets[0], octets.toString().at(512)]).toEqual([0, 'y']);
  });

  it('a truncation is pending as a write is, and a file that was removed may be back', () => {
    const steps: Step[] = [
      OPEN,
      write(0, 'abcd'),
      SYNC,
      { op: 'syncFolder' },
      { op: 'truncate', fd: FD, size: 1 },
    ];
    expect(found(steps)).toBe('abcd');
    expect(found([...steps, SYNC])).toBe('a');
    expect(found([...steps, SYNC, { op: 'unlink', name: 'f' }])).toBe('a');
    expect(found([...steps, SYNC, { op: 'unlink', name: 'f' }, { op: 'syncFolder' }])).toBeUndefined();
  });
});
