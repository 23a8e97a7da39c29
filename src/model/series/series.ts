import { SERIES, type Series } from './series-table.js';

/** What a node gets when nobody says otherwise, and what it is commissioned with. */
export const DEFAULT_SERIES = 'trusty';

/** Series that can be deployed. */
export const DEPLOYABLE: readonly Series[] = SERIES;

/** Series that nodes can be commissioned with: older ones lack what commissioning needs. */
export const COMMISSIONING: readonly Series[] = SERIES.slice(SERIES.findIndex(({ name }) => name === DEFAULT_SERIES));
