import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PowerCycleConfig } from '../../src/config/types';

const run = promisify(execFile);
/** Longest that a command may take besides the time without power, in milliseconds. */
const LIMIT_MS = 60_000;

/**
 * Takes the power of a modem away and gives it back: by a command of the user's, or by a GPIO line that the program
 * gpioset of libgpiod holds active meanwhile. Rejects with what went wrong.
 */
export async function cyclePower(power: PowerCycleConfig, modem: string): Promise<void> {
  if ('command' in power) {
    const env = { ...process.env, GSM_FALLBACK_MODEM: modem };
    await explained('powerCycle.command', run('sh', ['-c', power.command], { timeout: LIMIT_MS, env }));
  } else {
    const { stdout } = await explained('gpioset', run('gpioset', ['--version'], { timeout: LIMIT_MS }));
    const timeout = LIMIT_MS + power.off;
    await explained('gpioset', run('gpioset', gpiosetArguments(power, stdout), { timeout }));
  }
}

/** libgpiod changed the arguments with its version 2. */
export function gpiosetArguments(
  { chip, line, activeLow, off }: Extract<PowerCycleConfig, { line: number }>,
  version: string,
): string[] {
  const seconds = String(Math.max(1, Math.round(off / 1_000)));
  const low = activeLow ? ['--active-low'] : [];
  if (/\bv1\./.test(version)) return ['--mode=time', `--sec=${seconds}`, ...low, chip, `${line}=1`];
  return ['--chip', chip, '--toggle', `${seconds}s,0`, ...low, `${line}=1`];
}

async function explained<T>(what: string, running: Promise<T>): Promise<T> {
  try {
    return await running;
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: string | number; stderr?: string };
    const detail = code === 'ENOENT' ? 'it is not installed' : stderr?.trim() || message;
    throw new Error(`the power could not be cycled: ${what}: ${detail}`, { cause: error });
  }
}
