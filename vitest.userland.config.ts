import { defineConfig } from 'vitest/config';

/** The tests of scripts/userland.mjs, which need root and network namespaces. */
export default defineConfig({
  test: {
    include: ['test/userland/*.lane.ts'],
    testTimeout: 900_000,
  },
});
