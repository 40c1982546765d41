import type { Logger, ModemJob, Segment } from '../ports';

/** The last segment whose answer did not come, and its result on its way to the disk. */
interface Doubt {
  job: ModemJob;
  segment: Segment;
  recorded: Promise<void>;
}

/** Settles the last doubt when its answer comes after all. */
export class LateAnswer {
  private doubt: Doubt | undefined;

  constructor(
    private readonly modem: string,
    private readonly logger: Logger,
    /** Its message is to be decided anew. */
    private readonly onSettled: (messageId: number) => void,
  ) {}

  expect(doubt: Doubt): void {
    this.doubt = doubt;
  }

  /** @param reference TP-MR of the answer, 0..255 */
  async take(reference: number): Promise<void> {
    const { doubt } = this;
    this.doubt = undefined;
    if (!doubt) return;
    const { job, segment, recorded } = doubt;
    const facts = { modem: this.modem, message: job.messageId, segment: segment.sequence, reference };
    this.logger.info(facts, `message ${job.messageId}: its answer came late, the network took it`);
    try {
      await recorded;
      await job.journal.settle?.(segment, reference);
      this.onSettled(job.messageId);
    } catch (error) {
      this.logger.error({ ...facts, reason: String(error) }, 'a late answer could not be put on disk');
    }
  }
}
