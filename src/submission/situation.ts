import type { PathKind } from './submission';

/** How one path stands for one message at one moment. */
export interface PathSituation {
  /** Name of the gateway; for the modems, none: the first that is free takes it. */
  name: string | null;
  /** Up: known to answer, or registered. */
  up: boolean;
  /** It said that it will not carry this message, for good; with its code. */
  refused: string | null;
  /** Unix time before which it is not tried again. */
  retryAt: number;
  /** Unix time of the first try that may have gone out and is not settled. */
  doubtSince: number | null;
  /** Unix time until which asking again is safe (the gateway's memory of stop_dup_id). */
  doubtEnds: number | null;
}

/** What the route of one message is decided from: the facts on disk and the paths' condition, at `now`. */
export interface Situation {
  now: number;
  /** Unix time before which nothing is tried. */
  startsAt: number;
  cancelled: boolean;
  /** The path that took the message as a whole. */
  accepted: PathKind | null;
  /** A report says that all of it was delivered, or that it never will be. */
  reported: 'delivered' | 'undeliverable' | null;
  /** What the report says, in words, where it is undeliverable. */
  report: string | null;
  /** A path said that the message itself is bad: code and detail. */
  messageRefused: string | null;
  /** Paths the policy allows and the configuration has, in order. */
  routes: PathKind[];
  onDoubt: 'hold' | 'resend';
  /** Unix time from which the modem takes what the gateway has not. */
  fallbackAt: number;
  expiresAt: number;
  /** It went out although an earlier try may have gone out as well. */
  resent: boolean;
  /** The gateway that matters now. */
  gateway: PathSituation;
  /** Another gateway may have taken it, and has not said so. */
  doubtElsewhere: boolean;
  modem: PathSituation;
  /** Segments that the network already took, of how many. */
  segmentsDone: number;
  segmentsTotal: number;
}
