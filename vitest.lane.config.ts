import { defineConfig } from 'vitest/config';

/** The tests of scripts/userland.mjs and scripts/loop.mjs, which need root and network namespaces. */
export default defineConfig({
  test: {
    include: ['*.lane.ts'],
    disableConsoleIntercept: true,
  },
});
