import { z } from 'zod';
import { admin } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { listClusterSelections } from '../../../../model/images/selections.js';
import { findClusterInPath } from '../find-cluster.js';
import { selectionOfJson, selectionShape } from './selection-json.js';

export const bootSourcesListSelections = operation({
  on: 'GET',
  op: 'list_selections',
  allow: admin,
  doc: 'List the selections of all boot sources of a cluster, each with the id of its boot source.',
  returns: z.array(selectionShape.extend({ boot_source_id: z.number().int() })),
  target: findClusterInPath,
  handle: async ({ db, links, target: { id, uuid } }) =>
    (await listClusterSelections(db, id)).map(({ bootSourceId, ...selection }) => ({
      ...selectionOfJson(selection, [uuid, String(bootSourceId)], links),
      boot_source_id: bootSourceId,
    })),
});
