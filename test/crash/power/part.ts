import type { CrashOptions, PartResult } from '../part';
import { seededRandom } from '../random';
import { checkImage, noActs, noteAct } from './check';
import { Disk, LOSSES } from './disk';
import { recordWork } from './record';
import { compileWriteLog, type Step } from './write-log';

/** The most problems that are told of. */
const TOLD = 20;

/**
 * Cuts the power at moments of a recorded run of the daemon: of what was not synced, all is lost, or it is torn, or it got
 * to the medium in another order. What is left must open and hold what was answered, and the intent of all that had left.
 */
export async function powerPart({ seed, cuts }: CrashOptions, folder: string): Promise<PartResult> {
  const compiled = compileWriteLog(folder);
  if ('reason' in compiled) return { figures: [], broken: [], skipped: compiled.reason };
  const random = seededRandom(seed);
  const { steps, recipients } = await recordWork(folder, compiled.library, random);
  const moments = momentsIn(steps, cuts, random);
  const disk = new Disk();
  const acts = noActs();
  const broken: string[] = [];
  let images = 0;
  let dirty = 0;
  for (const [index, step] of steps.entries()) {
    disk.apply(step);
    noteAct(acts, step);
    if (!moments.has(index)) continue;
    // Nothing waits to be synced: what is lost of it makes no difference.
    const losses = disk.isDirty ? LOSSES : (['all of it'] as const);
    if (disk.isDirty) dirty++;
    for (const loss of losses) {
      images++;
      const problems = checkImage(folder, disk.afterPowerCut(loss, random), acts, recipients);
      broken.push(
        ...problems.map((problem) => `power cut after step ${index}, unsynced ${loss}: ${problem}`),
      );
    }
  }
  const { answered, offered, submitted } = acts;
  const unseen = Object.entries({ answered, offered, submitted }).filter(([, seen]) => seen.size === 0);
  broken.push(...unseen.map(([what]) => `the recording shows nothing ${what}: it cannot prove anything`));
  return {
    figures: [
      ['steps recorded', steps.length],
      ['  syncs', steps.filter(({ op }) => op === 'sync').length],
      ['answered, offered to the gateway, PDUs', `${answered.size}, ${offered.size}, ${submitted.size}`],
      ['power cuts', moments.size],
      ['  of these with something not yet synced', dirty],
      ['disk images opened', images],
      ['images that did not hold what they must', broken.length],
    ],
    broken: broken.slice(0, TOLD),
  };
}

/** Half of them right after something left the process: there the disk has most to hold. */
function momentsIn(steps: readonly Step[], cuts: number, random: () => number): Set<number> {
  const acts = steps.flatMap(({ op }, index) => (op === 'act' ? [index] : []));
  const moments = new Set<number>();
  const most = Math.min(cuts, steps.length);
  for (let i = 0; moments.size < most && i < cuts * 4; i++) {
    const index =
      i % 2 === 0 ? acts[Math.floor(random() * acts.length)] : Math.floor(random() * steps.length);
    if (index !== undefined) moments.add(index);
  }
  return moments;
}
