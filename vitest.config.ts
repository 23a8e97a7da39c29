import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that only call a region by HTTP: their files share processes, each of which loads the modules once. */
const SHARED = ['test/{metadata,resources}/**/*.test.ts'];
/** Tests that measure what their process holds need one of their own, as all others have it. */
const MEASURED = ['test/**/*-memory.test.ts'];

const PATIENCE = { testTimeout: 90_000, hookTimeout: 90_000 };

export default defineConfig({
  test: {
    // Once for all projects, which is why they do not extend this configuration.
    globalSetup: ['test/support/global-setup.ts'],
    // Tests wait for other processes most of the time: two at once, also where there are two processors.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: 'shared', ...PATIENCE, isolate: false, include: SHARED, exclude: MEASURED } },
      {
        test: {
          name: 'own',
          ...PATIENCE,
          include: ['test/*.test.ts', 'test/!(metadata|resources)/**/*.test.ts', ...MEASURED],
        },
      },
    ],
  },
});
