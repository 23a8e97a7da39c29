import { admin } from '../../../../../../../api/operation/authorize.js';
import { operation } from '../../../../../../../api/operation/operation.js';
import { updateSelection } from '../../../../../../../model/images/selections.js';
import { optional, optionalMany } from '../../../../../../../params/param.js';
import { withoutBlanks } from '../../../../../../../params/text.js';
import { selectionJson, selectionShape } from '../../../selection-json.js';
import { findSelection } from '../find-selection.js';
import { SELECTION_DOCS, selectedRelease, selectedWord } from '../selection-parameters.js';

export const selectionUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a selection. What is left out stays as it is.',
  params: {
    release: optional(selectedRelease, SELECTION_DOCS.release),
    arches: optionalMany(selectedWord, SELECTION_DOCS.arches),
    subarches: optionalMany(selectedWord, SELECTION_DOCS.subarches),
    labels: optionalMany(selectedWord, SELECTION_DOCS.labels),
  },
  returns: selectionShape,
  target: findSelection,
  async handle({ db, target, params, ...context }) {
    const selection = await updateSelection(db, target.id, {
      release: params.release,
      arches: params.arches && withoutBlanks(params.arches),
      subarches: params.subarches && withoutBlanks(params.subarches),
      labels: params.labels && withoutBlanks(params.labels),
    });
    return selectionJson(selection, context);
  },
});
