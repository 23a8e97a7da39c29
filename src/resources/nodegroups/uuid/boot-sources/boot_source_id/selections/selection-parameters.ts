import { z } from 'zod';
import { configSeriesOrEmpty } from '../../../../../../model/configuration/value-types.js';
import { DEPLOYABLE_SERIES } from '../../../../../../model/series/series.js';

/** The Ubuntu release of a selection; empty for none. */
export const selectedRelease = configSeriesOrEmpty(DEPLOYABLE_SERIES);
/** A word, or an empty text that stands for no word: see `withoutBlanks`. */
export const selectedWord = z.string();

/** The documentation of the parameters of a selection. */
export const SELECTION_DOCS = {
  release: 'The Ubuntu release to import; empty for none.',
  arches: 'An architecture to import, * for all; may be repeated.',
  subarches: 'A subarchitecture to import, * for all; may be repeated.',
  labels: 'A label to import, * for all; may be repeated.',
};
