import { WriteError } from './transport';

/** Writes under way, so that a port that closes rejects them: streams do not call back then. */
export class PendingWrites {
  private readonly rejections = new Set<(error: WriteError) => void>();

  /** `start` begins a write and calls back when it has left, or with what went wrong. */
  run(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.rejections.add(reject);
      start((error) => {
        this.rejections.delete(reject);
        if (error) reject(new WriteError(error.message, true));
        else resolve();
      });
    });
  }

  rejectAll(reason: string): void {
    for (const reject of this.rejections) reject(new WriteError(reason, true));
    this.rejections.clear();
  }
}
