import { z } from 'zod';
import { admin } from '../../api/operation/access.js';
import type { Links } from '../../api/operation/links.js';
import { type Context, operation, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import {
  addSource,
  type BootSource,
  changeSource,
  deleteSource,
  keyringFilename,
  listSources,
  lockSource,
  readSource,
  sourceUrl,
} from '../../model/images/boot-sources.js';
import { field, optional } from '../../params/param.js';
import { keyring } from './boot-sources-keyring.js';
import { findCluster, itemId } from './cluster.js';

const sourceShape = z.object({
  url: z.string(),
  keyring_data: z.string(),
  resource_uri: z.string(),
  keyring_filename: z.string(),
  id: z.number().int(),
});

function sourceJson(source: BootSource, uuid: string, links: Links): z.infer<typeof sourceShape> {
  return {
    url: source.url,
    keyring_data: Buffer.from(source.keyringData).toString('base64'),
    resource_uri: links.api('nodegroups', uuid, 'boot-sources', String(source.id)),
    keyring_filename: source.keyringFilename,
    id: source.id,
  };
}

/** The boot source that the path names. @throws NotFound */
export async function findSource(context: Pick<Context, 'db' | 'arg'>, argument = 'id'): Promise<BootSource> {
  const { id } = await findCluster(context);
  return readSource(context.db, id, itemId(context, argument));
}

const DOCS = {
  url: 'The URL of the images: http, https or ftp.',
  keyring_filename: 'The path, on the cluster, of the keyring. Either this or keyring_data is needed.',
};

/** `nodegroups/{uuid}/boot-sources/` */
export const bootSources = resource({
  name: 'BootSourcesHandler',
  path: 'nodegroups/{uuid}/boot-sources/',
  doc: 'Manage the sources from which a cluster gets its boot images.',
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      allow: admin,
      doc: 'List the boot sources of a cluster.',
      returns: z.array(sourceShape),
      target: findCluster,
      handle: async ({ db, links, target: { id, uuid } }) =>
        (await listSources(db, id)).map((source) => sourceJson(source, uuid, links)),
    }),
    operation({
      on: 'POST',
      allow: admin,
      doc: 'Add a boot source to a cluster.',
      params: {
        url: field(sourceUrl, DOCS.url),
        keyring_filename: optional(keyringFilename, DOCS.keyring_filename),
        keyring_data: keyring,
      },
      returns: sourceShape,
      target: findCluster,
      async handle({ db, links, target: { id, uuid }, params }) {
        const { url, keyring_filename: keyringFilename = '', keyring_data: data } = params;
        const keyringData = (await data?.()) ?? new Uint8Array();
        return Reply.json(sourceJson(await addSource(db, id, { url, keyringFilename, keyringData }), uuid, links), 201);
      },
    }),
  ],
});

/** `nodegroups/{uuid}/boot-sources/{id}/` */
export const bootSource = resource({
  name: 'BootSourceHandler',
  path: 'nodegroups/{uuid}/boot-sources/{id}/',
  doc: 'Manage a boot source.',
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      allow: admin,
      doc: 'Read a boot source.',
      returns: sourceShape,
      target: (context) => findSource(context),
      handle: async ({ links, arg, target }) => sourceJson(target, arg('uuid'), links),
    }),
    operation({
      on: 'PUT',
      allow: admin,
      doc: 'Change a boot source. What is left out stays as it is; an empty keyring is taken away.',
      params: {
        url: optional(sourceUrl, DOCS.url),
        keyring_filename: optional(keyringFilename, DOCS.keyring_filename),
        keyring_data: keyring,
      },
      returns: sourceShape,
      target: async (context) => lockSource(context.db, (await findCluster(context)).id, itemId(context)),
      async handle({ db, links, arg, target, params }) {
        const { url, keyring_filename: keyringFilename, keyring_data: data } = params;
        const changes = { url, keyringFilename, keyringData: await data?.() };
        return sourceJson(await changeSource(db, target, changes), arg('uuid'), links);
      },
    }),
    operation({
      on: 'DELETE',
      allow: admin,
      doc: 'Delete a boot source with its selections.',
      target: findCluster,
      async handle({ db, target, ...context }) {
        await deleteSource(db, target.id, itemId(context));
        return Reply.empty();
      },
    }),
  ],
});
