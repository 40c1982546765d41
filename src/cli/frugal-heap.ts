import { subscribe } from 'node:diagnostics_channel';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../clock';
import { Rush } from './rush';

/*
 * V8 trades memory for speed that a daemon has no use for: the young generation grows to 32 MiB and stays there, the old
 * one to several times what is alive. It is told before the others are loaded, because that is what makes both grow.
 */
keepYoungSmall();
setFlagsFromString('--heap-growing-percent=40');

// Compiling for speed is lost on a start, most of which never runs again.
setFlagsFromString('--no-opt');

/** From now on what runs often is worth compiling, and speed is worth the memory while requests come very fast. */
export function started(): void {
  setFlagsFromString('--opt');
  const clock = {
    ...systemClock,
    setTimeout: (callback: () => void, delay: number) => setTimeout(callback, delay).unref(),
  };
  subscribe('http.server.request.start', new Rush(clock, letYoungGrow, giveBack).count);
}

function keepYoungSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function letYoungGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}

/** V8 does so with a full collection only, and nothing asks for one in quiet times. */
function giveBack(): void {
  keepYoungSmall();
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}
