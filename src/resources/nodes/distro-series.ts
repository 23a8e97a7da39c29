import { z } from 'zod';
import { DEPLOYABLE } from '../../model/series/series.js';

const NAMES = new Set(['', ...DEPLOYABLE.map(({ name }) => name)]);

/** An Ubuntu series to deploy, or "" for the default one. The message is fixed, odd as it is (contract/nodes.md B7). */
export const distroSeries = z
  .string()
  .refine((name) => NAMES.has(name), { error: ({ input }) => `Value u'${String(input)}' is not a valid choice.` });
