import { z } from 'zod';
import { seriesOrEmpty } from '../../../../../../model/configuration/value-types.js';
import { DEPLOYABLE } from '../../../../../../model/series/series.js';

/** The Ubuntu release of a selection; empty for none. */
export const selectedRelease = seriesOrEmpty(DEPLOYABLE);
/** An empty text stands for nothing, so that forms can send an empty list. */
export const selectedWord = z.string();
export const withoutBlanks = (words: readonly string[]): string[] => words.filter((one) => one !== '');

/** What the parameters of a selection are. */
export const SELECTION_DOCS = {
  release: 'The Ubuntu release to import; empty for none.',
  arches: 'An architecture to import, * for all; may be repeated.',
  subarches: 'A subarchitecture to import, * for all; may be repeated.',
  labels: 'A label to import, * for all; may be repeated.',
};
