import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killWhileSubmitting } from './kill-modem-path';

/** `npm run test:crash`: 200 messages by modem under kill -9, with hold and with resend. */
async function main(): Promise<void> {
  let failed = false;
  for (const onDoubt of ['hold', 'resend'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'gsm-fallback-crash-'));
    const run = {
      folder,
      messages: 200,
      onDoubt,
      networkMs: 50,
      aliveFrom: 500,
      aliveTo: 2_500,
      random: Math.random,
    };
    const { kills, twice, lost, inDoubt } = await killWhileSubmitting(run);
    const bad = lost.length > 0 || (onDoubt === 'hold' && twice.length > 0);
    failed ||= bad;
    const figures = `${kills} kills, twice ${twice.length}, lost ${lost.length}, shown as inDoubt ${inDoubt}`;
    process.stdout.write(
      `${onDoubt.padEnd(7)} 200 messages: ${figures}${bad ? `  FAILED, see ${folder}` : ''}\n`,
    );
    if (!bad) rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = failed ? 1 : 0;
}

void main();
