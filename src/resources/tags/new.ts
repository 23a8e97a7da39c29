import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { checkDefinition } from '../../model/tags/definition.js';
import { checkTag, createTag } from '../../model/tags/tags.js';
import { field, optional } from '../../params/param.js';
import { tagJson, tagShape } from './tag-json.js';
import { TAG_DOCS, tagName } from './tag-parameters.js';

export const tagsNew = operation({
  on: 'POST',
  op: 'new',
  allow: admin,
  doc: 'Create a tag.',
  names: ['name'],
  params: {
    name: field(tagName, TAG_DOCS.name),
    definition: optional(z.string(), TAG_DOCS.definition),
    comment: optional(z.string(), TAG_DOCS.comment),
    kernel_opts: optional(z.string(), TAG_DOCS.kernel_opts),
  },
  collectsProblems: true,
  returns: tagShape,
  precheck: ({ definition }) => checkDefinition(definition),
  async handle({ db, links, params, prechecked, problems, rightParams }) {
    await checkTag(db, undefined, params, prechecked, problems);
    return tagJson(await createTag(db, rightParams()), links);
  },
});
