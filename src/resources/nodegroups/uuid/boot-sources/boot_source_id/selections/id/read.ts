import { admin } from '../../../../../../../api/operation/authorize.js';
import { operation } from '../../../../../../../api/operation/operation.js';
import { selectionJson, selectionShape } from '../../../selection-json.js';
import { findSelection } from '../find-selection.js';

export const selectionRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'Read a selection.',
  returns: selectionShape,
  target: findSelection,
  handle: async ({ target, ...context }) => selectionJson(target, context),
});
