import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { checkDefinition } from '../../../model/tags/definition.js';
import { checkTag, readTag, updateTag } from '../../../model/tags/tags.js';
import { optional } from '../../../params/param.js';
import { tagJson, tagShape } from '../tag-json.js';
import { TAG_DOCS, tagName } from '../tag-parameters.js';

export const tagUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a tag. What is left out stays as it is.',
  params: {
    name: optional(tagName, TAG_DOCS.name),
    definition: optional(z.string(), TAG_DOCS.definition),
    comment: optional(z.string(), TAG_DOCS.comment),
    kernel_opts: optional(z.string(), TAG_DOCS.kernel_opts),
  },
  returns: tagShape,
  target: ({ db, arg }) => readTag(db, arg('name')),
  collectsProblems: true,
  precheck: ({ definition }) => checkDefinition(definition),
  async handle({ db, links, target, params, prechecked, problems }) {
    await checkTag(db, target, params, prechecked, problems);
    problems.throwIfAny();
    return tagJson(await updateTag(db, target, params), links);
  },
});
