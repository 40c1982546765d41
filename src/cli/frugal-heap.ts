import { setFlagsFromString } from 'node:v8';

/*
 * V8 trades memory for speed that a daemon has no use for: the young generation grows to 32 MiB and stays there, the old
 * one to several times what is alive. It is told before the others are loaded, because that is what makes both grow.
 */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=40');

// Compiling for speed is lost on a start, most of which never runs again.
setFlagsFromString('--no-opt');

/** From now on what runs often is worth compiling. */
export const started = (): void => setFlagsFromString('--opt');
