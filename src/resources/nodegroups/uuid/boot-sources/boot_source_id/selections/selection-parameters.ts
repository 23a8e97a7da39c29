import { z } from 'zod';
import { seriesOrEmpty } from '../../../../../../model/configuration/value-types.js';
import { DEPLOYABLE } from '../../../../../../model/series/series.js';

/** The Ubuntu release of a selection; empty for none. */
export const selectedRelease = seriesOrEmpty(DEPLOYABLE);
/** May be empty, which stands for nothing: see `withoutBlanks`. */
export const selectedWord = z.string();

/** What the parameters of a selection are. */
export const SELECTION_DOCS = {
  release: 'The Ubuntu release to import; empty for none.',
  arches: 'An architecture to import, * for all; may be repeated.',
  subarches: 'A subarchitecture to import, * for all; may be repeated.',
  labels: 'A label to import, * for all; may be repeated.',
};
