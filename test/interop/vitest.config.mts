import { defineConfig } from 'vitest/config';

/** `npm run test:interop`: real programs on the virtual modem. They mostly wait, so they do it together. */
export default defineConfig({
  test: {
    include: ['test/interop/*.interop.ts'],
    reporters: ['verbose'],
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
