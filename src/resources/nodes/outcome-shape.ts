import { z } from 'zod';

/** The answer of operations that start or stop several nodes. */
export const outcomesShape = z.record(
  z.string(),
  z.object({ outcome: z.enum(['requested', 'refused', 'unknown']), reason: z.string() }),
);
