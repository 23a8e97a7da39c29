import { test } from 'vitest';
import { missing, type TestTool } from './tool-packages.js';

/**
 * `test`, for tests that work with these programs: skipped where one is not installed, but not in CI, where they fail.
 * A summary of the skipped ones is printed once (global-setup.ts).
 */
export function needsTools(...names: readonly TestTool[]) {
  return test.skipIf(!process.env.CI && names.some((name) => missing.has(name)));
}
