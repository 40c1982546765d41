import type { ModemPort } from '../../../src/dispatch/modem-port';
import type { Clock } from '../../../src/ports';
import { Failure } from './check';

const LIMIT_MS = 10_000;

/** Writes AT+CMGS, waits for the prompt and gives up there. Rejects with Failure where none comes. */
export function promptAndLeave(
  modem: Pick<ModemPort, 'beginSubmit'>,
  length: number,
  clock: Clock,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (problem?: string): void => {
      clock.clearTimeout(timer);
      // the prompt may come before there is an exchange to give up
      queueMicrotask(() => exchange.abandon());
      if (problem === undefined) resolve();
      else reject(new Failure(problem, 'Without a prompt nothing can be sent.'));
    };
    const timer = clock.setTimeout(
      () => end(`no prompt after AT+CMGS within ${LIMIT_MS / 1000} s`),
      LIMIT_MS,
    );
    const exchange = modem.beginSubmit(length, (event) => {
      if (event.type === 'PROMPTED') end();
      else if (event.type === 'FAILED') end(`AT+CMGS was answered by ${event.failure.text}`);
      else if (event.type === 'LOST') end(event.detail);
    });
  });
}
