import { setFlagsFromString } from 'node:v8';

/*
 * Loading a program is work that does not come again, but V8 prepares for more of it: the young generation grows to
 * 32 MiB and stays there, and what has run for the last time is compiled anew for speed. So what is imported after this
 * file is loaded without either.
 */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--no-opt');

/** From now on V8 does as it always does. */
export function endFrugalStart(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--opt');
}
