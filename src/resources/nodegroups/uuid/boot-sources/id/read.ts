import { admin } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { findSource } from '../find-source.js';
import { sourceJson, sourceShape } from '../source-json.js';

export const bootSourceRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'Read a boot source.',
  returns: sourceShape,
  target: (context) => findSource(context),
  handle: async ({ links, arg, target }) => sourceJson(target, arg('uuid'), links),
});
