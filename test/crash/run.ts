import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsPart } from './faults/part';
import { killPart } from './kill/part';
import type { CrashOptions, Part } from './part';
import { powerPart } from './power/part';

const USAGE =
  'npm run test:crash -- [--short] [--kills N] [--cuts N] [--seed N] [--only kill|power|faults] [--write]';

const PARTS: Readonly<Record<string, Part>> = {
  kill: killPart,
  power: powerPart,
  faults: faultsPart,
};

const LONG = { kills: 1_000, cuts: 3_000, pairs: 10_000 };
const SHORT = { kills: 48, cuts: 300, pairs: 36 };

/** `npm run test:crash`: the guarantee, tried on real processes. Exits with 1 where it was broken. */
async function main(): Promise<void> {
  const { options, only } = readCommandLine();
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-crash-'));
  print(`seed ${options.seed}: --seed ${options.seed} repeats the plan, though not the timing\n`);
  let isBroken = false;
  for (const [name, part] of Object.entries(PARTS)) {
    if (only !== undefined && only !== name) continue;
    const own = join(folder, name);
    mkdirSync(own);
    const begun = performance.now();
    const { figures, broken, skipped } = await part(options, own);
    print(`\n${name}: ${skipped ?? `${Math.round((performance.now() - begun) / 1_000)} s`}\n`);
    for (const [what, figure] of figures) print(`  ${what.padEnd(48)} ${figure}\n`);
    for (const sentence of broken) print(`  BROKEN  ${sentence}\n`);
    isBroken ||= broken.length > 0;
  }
  print(isBroken ? `\nthe guarantee was broken; what is left is in ${folder}\n` : '\nthe guarantee held\n');
  if (!isBroken) rmSync(folder, { recursive: true, force: true });
  process.exitCode = isBroken ? 1 : 0;
}

function readCommandLine(): { options: CrashOptions; only: string | undefined } {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      kills: { type: 'string' },
      cuts: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const count = (name: 'kills' | 'cuts' | 'seed', otherwise: number) => {
    const text = values[name];
    if (text === undefined) return otherwise;
    if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} ${text}: a whole number from 1 expected`);
    return Number(text);
  };
  if (values.only !== undefined && !(values.only in PARTS)) {
    throw new Error(`--only ${values.only}: one of ${Object.keys(PARTS).join(', ')} expected`);
  }
  const form = values.short ? SHORT : LONG;
  return {
    options: {
      seed: count('seed', randomInt(1, 1_000_000)),
      kills: count('kills', form.kills),
      cuts: count('cuts', form.cuts),
      pairs: form.pairs,
      write: values.write,
    },
    only: values.only,
  };
}

const print = (text: string): void => void process.stdout.write(text);

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n${USAGE}\n`);
  process.exitCode = 1;
});
