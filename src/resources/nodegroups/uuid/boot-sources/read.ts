import { z } from 'zod';
import { admin } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { listBootSources } from '../../../../model/images/boot-sources.js';
import { findClusterInPath } from '../find-cluster.js';
import { sourceJson, sourceShape } from './source-json.js';

export const bootSourcesRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'List the boot sources of a cluster.',
  returns: z.array(sourceShape),
  target: findClusterInPath,
  handle: async ({ db, links, target: { id, uuid } }) =>
    (await listBootSources(db, id)).map((source) => sourceJson(source, uuid, links)),
});
