import type { ModemJob, ModemLane } from '../ports';
import type { Outcome } from '../submission/outcome';
import { Turnstile, type Waiting } from './turnstile';

/** Jobs a modem holds at once: one on the wire, and the next, so that the line never waits for us. */
const JOBS_PER_MODEM = 2;

/** All modems as one path: work goes to the one that is ready and has the least of it. */
export class ModemPool {
  private readonly load = new Map<ModemLane, number>();
  private readonly turnstile = new Turnstile(() => this.freest() !== undefined);

  constructor(readonly lanes: readonly ModemLane[]) {
    for (const lane of lanes) this.load.set(lane, 0);
  }

  get up(): boolean {
    return this.lanes.some(({ ready }) => ready);
  }

  /** To be called whenever a lane became ready or ceased to be. */
  refresh(): void {
    if (this.up) this.turnstile.advance();
    else this.turnstile.dismiss();
  }

  /** Submits the job in its turn; resolves to nothing when no modem could take it. */
  async submit(waiting: Waiting, job: ModemJob): Promise<Outcome | undefined> {
    if (!this.up) return undefined;
    let lane: ModemLane | undefined;
    const granted = this.turnstile.enter(waiting, job.signal, () => {
      lane = this.freest()!;
      this.load.set(lane, this.load.get(lane)! + 1);
    });
    if (!(await granted) || !lane) return undefined;
    try {
      return await lane.submit(job);
    } finally {
      this.load.set(lane, this.load.get(lane)! - 1);
      this.turnstile.advance();
    }
  }

  private freest(): ModemLane | undefined {
    const free = this.lanes.filter((lane) => lane.ready && this.load.get(lane)! < JOBS_PER_MODEM);
    return free.sort((a, b) => this.load.get(a)! - this.load.get(b)!)[0];
  }
}
