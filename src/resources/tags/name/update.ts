import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { checkTag, readTag, updateTag } from '../../../model/tags/tags.js';
import { optional } from '../../../params/param.js';
import { tagJson, tagShape } from '../tag-json.js';
import { TAG_DOCS, tagName } from '../tag-parameters.js';

export const tagUpdate = operation({
  on: 'PUT',
  allow: admin,
  transaction: false,
  audited: 'by handler',
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
  async handle({ db, links, audit, target, params, problems }) {
    await checkTag(db, target, params, problems);
    problems.throwIfAny();
    const tag = await db.transaction(async (tx) => {
      await audit.write(tx);
      return updateTag(tx, target, params);
    });
    return tagJson(tag, links);
  },
});
