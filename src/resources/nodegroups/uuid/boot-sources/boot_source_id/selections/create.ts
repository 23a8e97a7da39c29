import { admin } from '../../../../../../api/operation/authorize.js';
import { operation } from '../../../../../../api/operation/operation.js';
import { createSelection } from '../../../../../../model/images/selections.js';
import { many, optional } from '../../../../../../params/param.js';
import { withoutBlanks } from '../../../../../../params/text.js';
import { selectionJson, selectionShape } from '../../selection-json.js';
import { findOwner } from './find-selection.js';
import { SELECTION_DOCS, selectedRelease, selectedWord } from './selection-parameters.js';

export const selectionsCreate = operation({
  on: 'POST',
  allow: admin,
  doc: 'Add a selection to a boot source.',
  params: {
    release: optional(selectedRelease, SELECTION_DOCS.release),
    arches: many(selectedWord, SELECTION_DOCS.arches),
    subarches: many(selectedWord, SELECTION_DOCS.subarches),
    labels: many(selectedWord, SELECTION_DOCS.labels),
  },
  returns: selectionShape,
  target: findOwner,
  async handle({ db, target, params, ...context }) {
    const selection = await createSelection(db, target.id, {
      release: params.release ?? '',
      arches: withoutBlanks(params.arches),
      subarches: withoutBlanks(params.subarches),
      labels: withoutBlanks(params.labels),
    });
    context.audit.add([String(selection.id)]);
    return selectionJson(selection, context);
  },
});
