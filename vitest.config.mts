import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { 'gsm-fallback/testing': resolve('hardware/virtual-modem/index.ts') },
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 40_000,
    // Two also on two cores: most of the slow ones wait for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
