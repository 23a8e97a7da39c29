import { test } from 'vitest';
import { missing, type TestTool } from './tool-packages.js';

/**
 * `test`, for tests that work with these programs: skipped where one is not installed, but not in CI, where they fail.
 * What is skipped is said once for all (global-setup.ts).
 */
export function needsTools(...names: readonly TestTool[]) {
  return test.skipIf(!process.env.CI && names.some((name) => missing.has(name)));
}
