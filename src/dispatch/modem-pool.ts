import type { Quota } from '../config/types';
import type { Clock, ModemJob, ModemLane } from '../ports';
import type { Outcome } from '../submission/outcome';
import { isAllowed, type HourlyCount } from '../submission/quota';
import { Turnstile, type Waiting } from './turnstile';

/** Jobs a modem holds at once: one on the wire, and the next, so that the line never waits for us. */
const JOBS_PER_MODEM = 2;

/** What one modem may send, and what it has sent in the last hour. */
export interface ModemLimit {
  quota: Quota;
  /** Undefined where its quota has no perHour. */
  count: HourlyCount | undefined;
}

export interface ModemPoolOptions {
  /** By name of the modem; one that is not named has no limit. */
  limits?: ReadonlyMap<string, ModemLimit>;
  clock?: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>;
  /** A modem whose quota was used up may send again, or it was used up just now. */
  onQuota?: (lane: ModemLane, usedUp: boolean) => void;
}

interface Addressed extends Waiting {
  /** Digits without `+`. */
  recipient: string;
  /** Names of modems that are tried only where no other is up. */
  refusedBy?: ReadonlySet<string>;
}

/** All modems as one path: work goes to the one that is ready and has the least of it, within their quotas. */
export class ModemPool {
  private readonly load = new Map<ModemLane, number>();
  private readonly turnstile = new Turnstile(() => this.lanes.some((lane) => this.hasRoom(lane)));
  private readonly usedUp = new Map<ModemLane, unknown>();

  constructor(
    readonly lanes: readonly ModemLane[],
    private readonly options: ModemPoolOptions = {},
  ) {
    for (const lane of lanes) {
      this.load.set(lane, 0);
      this.restIfUsedUp(lane);
    }
  }

  get up(): boolean {
    return this.lanes.some((lane) => this.isUp(lane));
  }

  /** Whether any of them, besides those, may ever send to the number. */
  mayReach(recipient: string, besides?: ReadonlySet<string>): boolean {
    return this.lanes.some((lane) => !besides?.has(lane.name) && this.allows(lane, recipient));
  }

  /** What its quota adds to a modem's condition, in words. */
  quotaCondition({ name }: ModemLane): string {
    const count = this.options.limits?.get(name)?.count;
    return count && this.options.clock
      ? `${count.total(this.options.clock.now())} of ${count.limit} SMS this hour`
      : '';
  }

  /** To be called whenever a lane became ready or ceased to be. */
  refresh(): void {
    if (this.up) this.turnstile.advance();
    else this.turnstile.dismiss();
  }

  /** A segment is about to be given to the modem. */
  counted(modem: string): void {
    const { limits, clock } = this.options;
    const lane = this.lanes.find(({ name }) => name === modem);
    if (!lane || !clock) return;
    limits?.get(modem)?.count?.add(1, clock.now());
    this.restIfUsedUp(lane);
  }

  /** Submits the job in its turn; resolves to nothing when no modem could take it. */
  async submit(waiting: Addressed, job: ModemJob): Promise<Outcome | undefined> {
    if (!this.lanes.some((lane) => this.isUp(lane) && this.allows(lane, waiting.recipient))) return undefined;
    let lane: ModemLane | undefined;
    const granted = this.turnstile.enter(waiting, job.signal, () => {
      lane = this.freest(waiting);
      if (lane) this.load.set(lane, this.load.get(lane)! + 1);
    });
    if (!(await granted) || !lane) return undefined;
    try {
      return await lane.submit(job);
    } finally {
      this.load.set(lane, this.load.get(lane)! - 1);
      this.turnstile.advance();
    }
  }

  stop(): void {
    for (const timer of this.usedUp.values()) this.options.clock?.clearTimeout(timer);
  }

  private restIfUsedUp(lane: ModemLane): void {
    const { limits, clock, onQuota } = this.options;
    const now = clock?.now() ?? 0;
    const freeAt = limits?.get(lane.name)?.count?.freeAt(now);
    if (freeAt === undefined || !clock || this.usedUp.has(lane)) return;
    const free = () => {
      this.usedUp.delete(lane);
      this.refresh();
      onQuota?.(lane, false);
    };
    this.usedUp.set(lane, clock.setTimeout(free, Math.max(1, freeAt - now)));
    this.refresh();
    onQuota?.(lane, true);
  }

  private isUp(lane: ModemLane): boolean {
    return lane.ready && !this.usedUp.has(lane);
  }

  private hasRoom(lane: ModemLane): boolean {
    const load = this.load.get(lane)!;
    if (!this.isUp(lane) || load >= JOBS_PER_MODEM) return false;
    const { limits, clock } = this.options;
    // Those that it holds are not counted yet, or not all of their segments.
    return limits?.get(lane.name)?.count?.fits(load + 1, clock?.now() ?? 0) ?? true;
  }

  private allows({ name }: ModemLane, recipient: string): boolean {
    return isAllowed(this.options.limits?.get(name)?.quota ?? {}, recipient);
  }

  /** The one with the least work of those that may send to the number, with room or not. */
  private freest({ recipient, refusedBy }: Addressed): ModemLane | undefined {
    const refused = ({ name }: ModemLane) => Number(refusedBy?.has(name) ?? false);
    return this.lanes
      .filter((lane) => this.isUp(lane) && this.allows(lane, recipient))
      .sort((a, b) => refused(a) - refused(b) || this.load.get(a)! - this.load.get(b)!)[0];
  }
}
