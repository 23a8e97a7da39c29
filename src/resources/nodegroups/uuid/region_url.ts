import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupRegionUrl = operation({
  on: 'GET',
  op: 'region_url',
  allow: admin,
  doc: `Obtain the URL by which the nodes of the cluster reach the region.

It is empty while it is unknown. Where MAAS_URL is set, nodes get that URL. PUT changes it.`,
  returns: z.object({ maas_url: z.string() }),
  target: findClusterInPath,
  handle: async ({ target: { maasUrl } }) => ({ maas_url: maasUrl }),
});
