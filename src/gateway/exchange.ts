import type { Dispatcher } from 'undici';

export interface FormRequest {
  path: string;
  /** Already form-encoded. */
  body: string;
}

/** What one POST came to. */
export type Exchange =
  | { kind: 'answered'; status: number; body: Buffer }
  /** `written`: its first byte had been handed to a connected socket, TLS included. */
  | { kind: 'failed'; written: boolean; error: Error };

/**
 * One POST, not followed and not repeated. undici calls `onRequestStart` on a connected socket, in the same turn in
 * which it writes the request, and never before; that is how `written` is known.
 *
 * Aborting ends the wait at once; `done` is called when the connection is free again, at the latest when connecting
 * has failed. A request that was aborted while it waited for a connection is dropped unwritten when it gets one.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: FormRequest,
  signal: AbortSignal,
  done: () => void,
  onWritten: () => void,
): Promise<Exchange> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      done();
      resolve({ kind: 'failed', written: false, error: reasonOf(signal) });
      return;
    }
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    const chunks: Buffer[] = [];

    const finish = (result: Exchange): void => {
      signal.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = (): void => {
      const error = reasonOf(signal);
      finish({ kind: 'failed', written: controller !== undefined, error });
      controller?.abort(error);
    };
    signal.addEventListener('abort', giveUp, { once: true });

    dispatcher.dispatch(
      {
        method: 'POST',
        path: request.path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'gsm-fallback' },
        body: request.body,
      },
      {
        onRequestStart(started) {
          if (signal.aborted) started.abort(reasonOf(signal));
          else if (controller)
            started.abort(new Error('the connection was lost and the request is not repeated'));
          else {
            controller = started;
            onWritten();
          }
        },
        onResponseStart(_controller, code) {
          status = code;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          done();
          finish({ kind: 'answered', status, body: Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          done();
          finish({ kind: 'failed', written: controller !== undefined, error });
        },
      },
    );
  });
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('given up');
}
