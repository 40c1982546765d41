import type { Clock } from '../../src/ports';

/** The promise's own end, or after `limit` milliseconds a rejection; what comes later is handed to `late`. */
export function within<T>(
  clock: Clock,
  limit: number,
  problem: string,
  promise: Promise<T>,
  late: (value: T) => void = () => undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let over = false;
    const timer = clock.setTimeout(() => {
      over = true;
      reject(new Error(`${problem} within ${limit / 1000} s`));
    }, limit);
    promise.then(
      (value) => {
        clock.clearTimeout(timer);
        if (over) late(value);
        else resolve(value);
      },
      (error: Error) => {
        clock.clearTimeout(timer);
        reject(error);
      },
    );
  });
}
