import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../support/random';
import { startTarget, tryOne } from './target';

/** `npm run fuzz:http -- [--count 100000] [--seed N]`: random and broken requests to every way in, over raw sockets. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const count = Number(values.count ?? 100_000);
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-fuzz-'));
  const target = await startTarget(folder);
  const seen = new Map<string, number>();
  try {
    for (let i = 0; i < count; i++) {
      const statuses = (await tryOne(target, random)).join('+') || 'closed';
      seen.set(statuses, (seen.get(statuses) ?? 0) + 1);
    }
    const { ok } = await fetch(`${target.daemon.url}/healthz`);
    if (!ok) throw new Error('it is no longer healthy');
    process.stdout.write(`${count} requests (seed ${seed}), none unanswered, no 500:\n`);
    for (const [statuses, times] of [...seen].sort(([, a], [, b]) => b - a).slice(0, 20)) {
      process.stdout.write(`  ${statuses}: ${times}\n`);
    }
  } catch (error) {
    process.stdout.write(`seed ${seed}: ${String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await target.daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
