import { z } from 'zod';
import { admin } from '../../../../../../api/operation/authorize.js';
import { operation } from '../../../../../../api/operation/operation.js';
import { listSelections } from '../../../../../../model/images/selections.js';
import { selectionJson, selectionShape } from '../../selection-json.js';
import { findOwner } from './find-selection.js';

export const selectionsRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'List the selections of a boot source.',
  returns: z.array(selectionShape),
  target: findOwner,
  handle: async ({ db, target, ...context }) =>
    (await listSelections(db, target.id)).map((selection) => selectionJson(selection, context)),
});
