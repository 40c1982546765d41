import { expect, it } from 'vitest';
import { describeSignal } from '../../src/dispatch/signal';

it.each([
  [17, '17 of 31 (-79 dBm)'],
  [0, '0 of 31 (-113 dBm or less)'],
  [31, '31 of 31 (-51 dBm or more)'],
  [null, 'unknown'],
])('a signal of %j is %j', (signal, words) => {
  expect(describeSignal(signal)).toBe(words);
});
