import { z } from 'zod';
import { type Access, admin, user } from '../api/operation/access.js';
import { userOf } from '../api/operation/caller.js';
import type { Links } from '../api/operation/links.js';
import { operation, resource } from '../api/operation/operation.js';
import { jsonList } from '../api/reply/json-list.js';
import { Reply } from '../api/reply/reply.js';
import { Conflict } from '../errors.js';
import { nodePages } from '../model/nodes/list.js';
import type { NodeRow } from '../model/nodes/view.js';
import { mapTag, workersNodegroup } from '../model/tags/mapping.js';
import { rebuildTag } from '../model/tags/rebuild.js';
import {
  createTag,
  deleteTag,
  holdTag,
  listTags,
  lockTag,
  readTag,
  TAG_NAME_LENGTH,
  type Tag,
  updateTag,
} from '../model/tags/tags.js';
import { field, many, optional } from '../params/param.js';
import { identifier, systemId } from '../params/values.js';
import { nodeJson, nodeShape } from './nodes/node-json.js';

const TagJson = z.object({
  comment: z.string(),
  definition: z.string(),
  resource_uri: z.string(),
  name: z.string(),
  kernel_opts: z.string().nullable(),
});

const name = identifier(TAG_NAME_LENGTH);

const DOCS = {
  name: 'The name of the tag: letters, digits, dashes and underscores.',
  definition: 'XPath 1.0 expression over the hardware details of nodes (lshw -xml); empty: nodes are tagged by hand.',
  comment: 'What the tag is for.',
  kernel_opts: 'Boot parameters for the kernel of nodes with this tag. Of several tags the first by name counts.',
};

/** The worker is that of the cluster that a parameter names, so the operation itself looks. */
const adminOrNamedWorker: Access = { ...user, label: 'admin or worker' };

function tagJson({ comment, definition, name, kernel_opts }: Tag, links: Links): z.infer<typeof TagJson> {
  return { comment, definition, resource_uri: links.api('tags', name), name, kernel_opts };
}

/** `tags/` */
export const tags = resource({
  name: 'TagsHandler',
  path: 'tags/',
  doc: 'Manage the tags that nodes can be chosen by.',
  operations: [
    operation({
      on: 'GET',
      op: 'list',
      allow: user,
      doc: 'List all tags.',
      returns: z.array(TagJson),
      handle: async ({ db, links }) => (await listTags(db)).map((tag) => tagJson(tag, links)),
    }),
    operation({
      on: 'POST',
      op: 'new',
      allow: admin,
      transaction: false,
      doc: 'Create a tag.',
      params: {
        name: field(name, DOCS.name),
        definition: optional(z.string(), DOCS.definition),
        comment: optional(z.string(), DOCS.comment),
        kernel_opts: optional(z.string(), DOCS.kernel_opts),
      },
      returns: TagJson,
      handle: async ({ db, links, params }) => tagJson(await createTag(db, params), links),
    }),
  ],
});

/** `tags/{name}/` */
export const tag = resource({
  name: 'TagHandler',
  path: 'tags/{name}/',
  doc: 'Manage a tag.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: 'Read a tag.',
      returns: TagJson,
      handle: async ({ db, links, arg }) => tagJson(await readTag(db, arg('name')), links),
    }),
    operation({
      on: 'PUT',
      allow: admin,
      transaction: false,
      doc: 'Change a tag. What is left out stays as it is.',
      params: {
        name: optional(name, DOCS.name),
        definition: optional(z.string(), DOCS.definition),
        comment: optional(z.string(), DOCS.comment),
        kernel_opts: optional(z.string(), DOCS.kernel_opts),
      },
      returns: TagJson,
      target: ({ db, arg }) => readTag(db, arg('name')),
      handle: async ({ db, links, target, params }) => tagJson(await updateTag(db, target, params), links),
    }),
    operation({
      on: 'DELETE',
      allow: admin,
      doc: 'Delete a tag.',
      handle: async ({ db, arg }) => {
        await deleteTag(db, arg('name'));
        return Reply.empty();
      },
    }),
    operation({
      on: 'GET',
      op: 'nodes',
      allow: user,
      doc: 'List the nodes with this tag that the caller sees.',
      returns: z.array(nodeShape),
      target: ({ db, arg }) => readTag(db, arg('name')),
      handle: ({ db, links, caller, target }) =>
        jsonList(shown(nodePages(db, { viewer: userOf(caller), tag: target.name }), links)),
    }),
    operation({
      on: 'POST',
      op: 'rebuild',
      allow: admin,
      doc: 'Find out anew which nodes match the definition. Tags without a definition keep their nodes.',
      returns: z.object({ rebuilding: z.string() }),
      target: ({ db, arg }) => lockTag(db, arg('name')),
      handle: async ({ db, target }) => {
        await rebuildTag(db, target.id);
        return { rebuilding: target.name };
      },
    }),
    operation({
      on: 'POST',
      op: 'update_nodes',
      allow: adminOrNamedWorker,
      doc: 'Put the tag on nodes and take it off others. Unknown nodes are passed over.',
      params: {
        add: many(systemId, 'System ids of nodes that get the tag.'),
        remove: many(systemId, 'System ids of nodes that lose the tag.'),
        definition: optional(z.string(), 'The definition that the change is based on; another one now is a conflict.'),
        nodegroup: optional(z.string(), 'The cluster whose worker calls; only its nodes are touched.'),
      },
      returns: z.object({ added: z.int(), removed: z.int() }),
      target: ({ db, arg }) => holdTag(db, arg('name')),
      handle: async ({ db, caller, target, params: { add, remove, definition, nodegroup } }) => {
        const nodegroupId = userOf(caller).isSuperuser
          ? undefined
          : await workersNodegroup(db, nodegroup, caller.token?.id);
        if (definition !== undefined && definition !== target.definition) {
          throw new Conflict(`The definition of tag ${target.name} is another one by now.`);
        }
        return mapTag(db, target.id, { add, remove, nodegroupId });
      },
    }),
  ],
});

async function* shown(pages: AsyncGenerator<NodeRow[], void, undefined>, links: Links) {
  for await (const rows of pages) yield rows.map((row) => nodeJson(row, links));
}
