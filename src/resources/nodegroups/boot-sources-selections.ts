import { z } from 'zod';
import { admin } from '../../api/operation/access.js';
import { type Context, operation, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { seriesOrEmpty } from '../../model/configuration/value-types.js';
import {
  addSelection,
  changeSelection,
  deleteSelection,
  listSelections,
  readSelection,
  type Selection,
} from '../../model/images/selections.js';
import { DEPLOYABLE } from '../../model/series/series.js';
import { many, optional, optionalMany } from '../../params/param.js';
import { findSource } from './boot-sources.js';
import { itemId } from './cluster.js';

const selectionShape = z.object({
  labels: z.array(z.string()),
  arches: z.array(z.string()),
  subarches: z.array(z.string()),
  release: z.string(),
  id: z.number().int(),
  resource_uri: z.string(),
});

function selectionJson(selection: Selection, { links, arg }: Pick<Context, 'links' | 'arg'>) {
  const path = [arg('uuid'), 'boot-sources', arg('boot_source_id'), 'selections', String(selection.id)];
  const { labels, arches, subarches, release, id } = selection;
  return { labels, arches, subarches, release, id, resource_uri: links.api('nodegroups', ...path) };
}

type Place = Pick<Context, 'db' | 'arg'>;

/** The boot source that the path names as owner of selections. @throws NotFound */
const findOwner = (context: Place) => findSource(context, 'boot_source_id');

/** The selection that the path names. @throws NotFound */
async function findSelection(context: Place): Promise<Selection> {
  const { id } = await findOwner(context);
  return readSelection(context.db, id, itemId(context));
}

const release = seriesOrEmpty(DEPLOYABLE);
/** An empty text stands for nothing, so that forms can send an empty list. */
const word = z.string();
const withoutBlanks = (words: readonly string[]): string[] => words.filter((one) => one !== '');

const DOCS = {
  release: 'The Ubuntu release to import; empty for none.',
  arches: 'An architecture to import, * for all; may be repeated.',
  subarches: 'A subarchitecture to import, * for all; may be repeated.',
  labels: 'A label to import, * for all; may be repeated.',
};

/** `nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/` */
export const selections = resource({
  name: 'BootSourceSelectionsHandler',
  path: 'nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/',
  doc: 'Manage the selections of a boot source: an image is imported when one of them selects it.',
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      allow: admin,
      doc: 'List the selections of a boot source.',
      returns: z.array(selectionShape),
      target: findOwner,
      handle: async ({ db, target, ...context }) =>
        (await listSelections(db, target.id)).map((selection) => selectionJson(selection, context)),
    }),
    operation({
      on: 'POST',
      allow: admin,
      doc: 'Add a selection to a boot source.',
      params: {
        release: optional(release, DOCS.release),
        arches: many(word, DOCS.arches),
        subarches: many(word, DOCS.subarches),
        labels: many(word, DOCS.labels),
      },
      returns: selectionShape,
      target: findOwner,
      async handle({ db, target, params, ...context }) {
        const selection = await addSelection(db, target.id, {
          release: params.release ?? '',
          arches: withoutBlanks(params.arches),
          subarches: withoutBlanks(params.subarches),
          labels: withoutBlanks(params.labels),
        });
        return selectionJson(selection, context);
      },
    }),
  ],
});

/** `nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/` */
export const selection = resource({
  name: 'BootSourceSelectionHandler',
  path: 'nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/',
  doc: 'Manage a selection of a boot source.',
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      allow: admin,
      doc: 'Read a selection.',
      returns: selectionShape,
      target: findSelection,
      handle: async ({ target, ...context }) => selectionJson(target, context),
    }),
    operation({
      on: 'PUT',
      allow: admin,
      doc: 'Change a selection. What is left out stays as it is.',
      params: {
        release: optional(release, DOCS.release),
        arches: optionalMany(word, DOCS.arches),
        subarches: optionalMany(word, DOCS.subarches),
        labels: optionalMany(word, DOCS.labels),
      },
      returns: selectionShape,
      target: findSelection,
      async handle({ db, target, params, ...context }) {
        const selection = await changeSelection(db, target.id, {
          release: params.release,
          arches: params.arches && withoutBlanks(params.arches),
          subarches: params.subarches && withoutBlanks(params.subarches),
          labels: params.labels && withoutBlanks(params.labels),
        });
        return selectionJson(selection, context);
      },
    }),
    operation({
      on: 'DELETE',
      allow: admin,
      doc: 'Delete a selection.',
      target: findSelection,
      async handle({ db, target }) {
        await deleteSelection(db, target.id);
        return Reply.empty();
      },
    }),
  ],
});
