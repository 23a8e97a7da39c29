import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { rebuildTag } from '../../../model/tags/rebuild.js';
import { lockTag } from '../../../model/tags/tags.js';

export const tagRebuild = operation({
  on: 'POST',
  op: 'rebuild',
  allow: admin,
  doc: 'Evaluate the definition again on all nodes. Tags without a definition keep their nodes.',
  returns: z.object({ rebuilding: z.string() }),
  target: ({ db, arg }) => lockTag(db, arg('name')),
  handle: async ({ db, target }) => {
    await rebuildTag(db, target.id);
    return { rebuilding: target.name };
  },
});
