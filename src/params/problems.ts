import { Invalid } from '../errors.js';

/** Runs one of several checks; what it finds wrong is added to `wrong`, and the others can go on. */
export function collectInvalid<T>(wrong: Record<string, readonly string[]>, check: () => T): T | undefined {
  try {
    return check();
  } catch (error) {
    return collecting(wrong)(error);
  }
}

/** The same for a check that takes its time: `await check().catch(collecting(wrong))`. */
export function collecting(wrong: Record<string, readonly string[]>): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Invalid)) throw error;
    Object.assign(wrong, error.fields);
  };
}
