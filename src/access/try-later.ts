/** Not now: the client has to wait (HTTP 429; code 40 of the EAPI). */
export class TryLaterError extends Error {
  override name = 'TryLaterError';
  readonly statusCode = 429;
  /** Whole seconds, at least 1. */
  readonly retryAfter: number;

  /** @param wait in milliseconds */
  constructor(why: string, wait: number) {
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    super(`${why}; try again in ${seconds} s`);
    this.retryAfter = seconds;
  }
}
