import { z } from 'zod';
import type { Query } from '../../db/query.js';
import { blankable, forAdmins } from '../../params/param.js';
import type { CollectedValues } from '../../params/read.js';
import { wholeNumber } from '../../params/values.js';
import { DEPLOYABLE_SERIES } from '../series/series.js';

const SERIES = new Set(['', ...DEPLOYABLE_SERIES.map(({ name }) => name)]);

/**
 * An Ubuntu series to deploy, or "" for the default one. The odd message is fixed (docs/contract/nodes.md B7).
 */
export const distroSeries = z
  .string()
  .refine((name) => SERIES.has(name), { error: ({ input }) => `Value u'${String(input)}' is not a valid choice.` });

/** The parameters for a node's hardware, by the names of columns. Only administrators may set them. */
export const hardwareParams = {
  cpu_count: forAdmins(blankable(wholeNumber(), 'Number of CPUs.')),
  memory: forAdmins(blankable(wholeNumber(), 'Memory in MB.')),
  storage: forAdmins(blankable(wholeNumber(), 'Storage in MB.')),
};

export type GivenHardware = Partial<CollectedValues<typeof hardwareParams>>;

/** Columns of a node to write. Undefined ones have their defaults, or stay as they are. */
export interface NodeColumns extends GivenHardware {
  readonly system_id?: string;
  readonly hostname?: string | undefined;
  readonly architecture?: string | undefined;
  readonly distro_series?: string | undefined;
  readonly zone_id?: number | undefined;
  readonly power_type?: string | undefined;
  readonly power_parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly nodegroup_id?: number | undefined;
}

/** The given columns, each with the placeholder of its value. */
export function bindColumns(query: Query, columns: NodeColumns): (readonly [column: string, placeholder: string])[] {
  return Object.entries(columns)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => [
      column,
      column === 'power_parameters' ? `${query.bind(JSON.stringify(value))}::jsonb` : query.bind(value),
    ]);
}
