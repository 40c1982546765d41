/** What the command was asked for. */
export interface CrashOptions {
  seed: number;
  /** Daemons ended with SIGKILL, in all. */
  kills: number;
  /** Moments at which the power is cut. */
  cuts: number;
}

/** What one part of the proof came to. */
export interface PartResult {
  figures: (readonly [name: string, figure: string | number])[];
  /** Each a sentence on how the guarantee was broken; none: it holds. */
  broken: string[];
  /** Why it could not be tried here. */
  skipped?: string;
}

/** One part of the proof. `folder` is its own and is kept where the guarantee was broken. */
export type Part = (options: CrashOptions, folder: string) => Promise<PartResult>;
