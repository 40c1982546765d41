import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { 'gsm-fallback/testing': resolve('hardware/virtual-modem/index.ts') },
  },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 40_000,
  },
});
