import { z } from 'zod';
import { admin, anonymous, anyone, user } from '../../api/operation/access.js';
import { operation, resource } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { ClusterStatus, listClusters, setClusterStatus } from '../../model/clusters/cluster.js';
import { many } from '../../params/param.js';
import { describePowerTypes } from '../../power/registry.js';
import { clusterJson, clusterShape, SHORT_TEXT } from './cluster.js';
import { importAllBootImages } from './import.js';
import { register } from './register.js';

const list = operation({
  on: 'GET',
  op: 'list',
  allow: anyone,
  doc: 'List all clusters.',
  returns: z.array(clusterShape),
  handle: async ({ db }) => (await listClusters(db)).map(clusterJson),
});

const powerType = z.object({
  fields: z.array(
    z.object({
      field_type: z.enum(['string', 'mac_address', 'choice']),
      name: z.string(),
      default: z.string(),
      required: z.boolean(),
      choices: z.array(z.tuple([z.string(), z.string()])),
      label: z.string(),
    }),
  ),
  name: z.string(),
  description: z.string(),
});

const describe = operation({
  on: 'GET',
  op: 'describe_power_types',
  allow: user,
  doc: 'Describe the ways to power nodes, with the power parameters of each.',
  returns: z.array(powerType),
  handle: async () => describePowerTypes(),
});

const uuids = many(z.string(), 'The uuid of a cluster; may be repeated.');

const accept = operation({
  on: 'POST',
  op: 'accept',
  allow: admin,
  doc: 'Accept clusters that have registered. Also those that were rejected before.',
  params: { uuid: uuids },
  async handle({ db, params: { uuid } }) {
    await setClusterStatus(db, uuid, ClusterStatus.ACCEPTED);
    return Reply.text('The clusters are accepted.', 200, SHORT_TEXT);
  },
});

const reject = operation({
  on: 'POST',
  op: 'reject',
  allow: admin,
  doc: 'Reject clusters that have registered. Also those that were accepted before.',
  params: { uuid: uuids },
  async handle({ db, params: { uuid } }) {
    await setClusterStatus(db, uuid, ClusterStatus.REJECTED);
    return Reply.text('The clusters are rejected.', 200, SHORT_TEXT);
  },
});

const refreshWorkers = operation({
  on: 'POST',
  op: 'refresh_workers',
  allow: anonymous,
  doc: 'Ask for the credentials of the workers to be sent again. They are handed out by `clusterkey` only.',
  handle: async () => Reply.text('Sending worker refresh.', 200, SHORT_TEXT),
});

/** `nodegroups/` */
export const nodegroups = resource({
  name: 'NodeGroupsHandler',
  path: 'nodegroups/',
  doc: 'Manage the clusters of this region, which are also called nodegroups.',
  operations: [list, describe, register, accept, reject, refreshWorkers, importAllBootImages],
});
