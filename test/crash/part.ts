/** What the command was asked for. */
export interface CrashOptions {
  seed: number;
  /** Daemons ended with SIGKILL, in all. */
  kills: number;
  /** Moments at which the power is cut. */
  cuts: number;
  /** Pairs of a gateway's and a modem's fault, by either policy, drawn from all of them. */
  pairs: number;
  /** The tables of faults are written into the README. */
  write: boolean;
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
