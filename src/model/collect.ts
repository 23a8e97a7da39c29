import { Invalid } from '../errors.js';

/** Runs one of several checks; what it finds wrong is added to `wrong`, and the others can go on. */
export function collectInvalid<T>(wrong: Record<string, readonly string[]>, check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    Object.assign(wrong, error.fields);
    return undefined;
  }
}
