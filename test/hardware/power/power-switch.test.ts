import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cyclePower, gpiosetArguments } from '../../../hardware/power/power-switch';
import { temporaryFolder } from '../../support/temporary-outbox';

describe('the power of a modem', () => {
  it('is cycled by a command that is told which modem is meant', async () => {
    const file = join(temporaryFolder(), 'said');
    await cyclePower({ command: `printf %s "$GSM_FALLBACK_MODEM" > '${file}'` }, 'stick');
    expect(readFileSync(file, 'utf8')).toBe('stick');
  });

  it('says why it could not be cycled', async () => {
    const failing = cyclePower({ command: 'echo no such relay >&2; exit 3' }, 'stick');
    await expect(failing).rejects.toThrow('the power could not be cycled: powerCycle.command: no such relay');
  });

  it.each([
    ['gpioset (libgpiod) v1.6.3', ['--mode=time', '--sec=5', 'gpiochip0', '17=1']],
    ['gpioset (libgpiod) v2.1.3', ['--chip', 'gpiochip0', '--toggle', '5s,0', '17=1']],
  ])('is cycled by a GPIO line, as %s wants it', (version, expected) => {
    const line = { chip: 'gpiochip0', line: 17, activeLow: false, off: 5_000 };
    expect(gpiosetArguments(line, version)).toEqual(expected);
  });
});
