import { SERIES, type Series } from './series-table.js';

/** The default series of nodes, and of commissioning. */
export const DEFAULT_SERIES = 'trusty';

/** Series that can be deployed. */
export const DEPLOYABLE_SERIES: readonly Series[] = SERIES;

/** Series that can commission nodes. Older ones lack programs that commissioning needs. */
export const COMMISSIONING_SERIES: readonly Series[] = SERIES.slice(
  SERIES.findIndex(({ name }) => name === DEFAULT_SERIES),
);
