import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { checkDefinition } from '../../model/tags/definition.js';
import { previewDefinition, previewNode } from '../../model/tags/preview.js';
import { blankable, field } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { TAG_DOCS } from './tag-parameters.js';

export const tagsPreview = operation({
  on: 'POST',
  op: 'preview',
  allow: admin,
  transaction: false,
  audited: 'never',
  doc: `Show which nodes a definition would tag, and change nothing.

count is the number of nodes that match, and system_ids has the first 100 of them. Nodes are examined for ten seconds at
most: complete says whether that was enough for all nodes. failures says what could not be evaluated. With system_id,
node says whether that node matches, and why.

The problem of an expression that is not valid names the offset at which it is wrong, in characters.`,
  params: {
    definition: field(z.string(), TAG_DOCS.definition),
    system_id: blankable(systemId, 'A node for which the answer says why it matches, or why not.'),
  },
  returns: z.object({
    count: z.number().int(),
    system_ids: z.array(z.string()),
    examined: z.number().int(),
    complete: z.boolean(),
    failures: z.array(z.string()),
    node: z.object({ system_id: z.string(), matches: z.boolean(), why: z.string() }).optional(),
  }),
  collectsProblems: true,
  precheck: ({ definition }) => checkDefinition(definition),
  async handle({ db, prechecked, problems, rightParams }) {
    problems.addAll(prechecked);
    const { definition, system_id } = rightParams();
    const node = system_id === undefined ? undefined : await previewNode(db, definition, system_id);
    const { systemIds, ...found } = await previewDefinition(db, definition);
    return {
      ...found,
      system_ids: systemIds,
      ...(node && { node: { system_id: node.systemId, matches: node.matches, why: node.why } }),
    };
  },
});
