import type { Clock } from '../../src/ports';

/** The last step of a boot, such as `PB DONE`, comes this long after the port could be opened, at the latest. */
const LONGEST_BOOT_MS = 60_000;

/** Tells a reboot from the last steps of the boot that was going on when the port was opened. */
export class BootWatch {
  private began = 0;
  private readonly steps = new Set<string>();

  constructor(private readonly clock: Clock) {}

  /** The port was opened, or the modem told to reset. */
  begin(): void {
    this.began = this.clock.monotonic();
    this.steps.clear();
  }

  isReboot({ kind, line }: { kind: 'booted' | 'bootStep'; line: string }): boolean {
    const late = this.clock.monotonic() - this.began > LONGEST_BOOT_MS;
    const repeated = this.steps.has(line);
    this.steps.add(line);
    const reboot = kind === 'booted' || late || repeated;
    if (reboot) {
      this.begin();
      this.steps.add(line);
    }
    return reboot;
  }
}
