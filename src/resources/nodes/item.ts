import { z } from 'zod';
import { user } from '../../api/operation/access.js';
import { userOf } from '../../api/operation/caller.js';
import { operation, resource } from '../../api/operation/operation.js';
import { BSON, binariesDocument } from '../../api/reply/bson.js';
import { Reply } from '../../api/reply/reply.js';
import { NotFound } from '../../errors.js';
import { nodeDetails } from '../../model/hardware/outputs.js';
import { administeredNode, editableNode, existingNode, lockNode, mayEdit, viewedNode } from '../../model/nodes/find.js';
import { hostname } from '../../model/nodes/hostnames.js';
import { commissionNode } from '../../model/nodes/lifecycle/commissioning.js';
import { deleteNode } from '../../model/nodes/lifecycle/delete.js';
import { demandPower, powerRefused } from '../../model/nodes/lifecycle/power.js';
import { releaseNodes } from '../../model/nodes/lifecycle/release.js';
import { startNode } from '../../model/nodes/lifecycle/start.js';
import { updateNode } from '../../model/nodes/update.js';
import { blankable, deferred, forAdmins, optional, settler } from '../../params/param.js';
import { base64, wholeNumber } from '../../params/values.js';
import { nodeJson } from './node-json.js';
import { powerParameters, splitPower } from './power.js';
import { queryPowerState, readPowerParameters } from './power-state.js';
import { distroSeries } from './series.js';
import { nodeShape } from './shape.js';

const read = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a specific Node.',
  returns: nodeShape,
  handle: async ({ db, arg, links }) => nodeJson(await viewedNode(db, arg('system_id')), links),
});

const details = operation({
  on: 'GET',
  op: 'details',
  allow: user,
  doc: `Obtain various system details.

For example, LLDP and lshw XML dumps. Returns a {detail_type: xml, ...} map as BSON, for JSON can't do binary content.`,
  async handle({ db, arg }) {
    const found = await nodeDetails(db, arg('system_id'));
    if (!found) throw new NotFound();
    return Reply.bytes(BSON, Buffer.concat(binariesDocument({ lshw: found.lshw, lldp: found.lldp })));
  },
});

const update = operation({
  on: 'PUT',
  allow: user,
  doc: 'Update a specific Node. What is not given stays as it is.',
  params: {
    hostname: deferred(blankable(hostname, 'The new hostname for this node.')),
    architecture: optional(z.string(), 'The new architecture for this node.'),
    distro_series: deferred(optional(distroSeries, 'The Ubuntu series to deploy.')),
    power_type: forAdmins(optional(z.string(), 'The new power type for this node; empty for none.')),
    ...powerParameters,
    zone: forAdmins(blankable(z.string(), 'Name of a valid physical zone in which to place this node.')),
    cpu_count: deferred(forAdmins(blankable(wholeNumber(), 'Number of CPUs.'))),
    memory: deferred(forAdmins(blankable(wholeNumber(), 'Memory in MB.'))),
    storage: deferred(forAdmins(blankable(wholeNumber(), 'Storage in MB.'))),
  },
  returns: nodeShape,
  target: ({ db, caller, arg }) => editableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, params, links }) {
    const wrong: Record<string, readonly string[]> = {};
    const take = settler(wrong);
    const changes = {
      hostname: take('hostname', params.hostname),
      architecture: params.architecture,
      distroSeries: take('distro_series', params.distro_series),
      ...(userOf(caller).isSuperuser && {
        administered: {
          zone: params.zone,
          cpuCount: take('cpu_count', params.cpu_count),
          memory: take('memory', params.memory),
          storage: take('storage', params.storage),
          powerType: params.power_type,
          power: splitPower(params.power_parameters_),
        },
      }),
    };
    await updateNode(db, target, changes, wrong);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});

const remove = operation({
  on: 'DELETE',
  allow: user,
  doc: 'Delete a specific Node.',
  target: ({ db, caller, arg }) => administeredNode(db, userOf(caller), arg('system_id')),
  async handle({ db, target }) {
    await deleteNode(db, target);
    return Reply.empty();
  },
});

const start = operation({
  on: 'POST',
  op: 'start',
  allow: user,
  doc: 'Power up a node.',
  params: {
    user_data: optional(base64, 'If present, this blob (base64) is what the node gets through the metadata service.'),
    distro_series: optional(distroSeries, 'If present, the Ubuntu release the node will use.'),
  },
  returns: nodeShape,
  /** An unknown node is forbidden, as one of somebody else's is; but not to those who ask for a series. */
  async target({ db, caller, arg, given }) {
    if (given('distro_series')) return editableNode(db, userOf(caller), arg('system_id'));
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefused('on');
    return node;
  },
  async handle({ db, caller, target, params, links }) {
    const options = { userData: params.user_data, distroSeries: params.distro_series };
    await startNode(db, userOf(caller), target, options);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});

const stop = operation({
  on: 'POST',
  op: 'stop',
  allow: user,
  doc: 'Shut down a node.',
  returns: nodeShape,
  async target({ db, caller, arg }) {
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefused('off');
    return node;
  },
  async handle({ db, caller, target, links }) {
    await demandPower(db, target, 'off', userOf(caller).username);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});

const release = operation({
  on: 'POST',
  op: 'release',
  allow: user,
  doc: 'Release a node. Opposite of acquire.',
  returns: nodeShape,
  target: ({ db, caller, arg }) => editableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, links }) {
    await releaseNodes(db, [target], userOf(caller).username);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});

const commission = operation({
  on: 'POST',
  op: 'commission',
  allow: user,
  doc: `Begin commissioning process for a node.

A node in the 'ready', 'declared' or 'failed test' state may initiate a commissioning cycle where it is checked out and
tested in preparation for transitioning to the 'ready' state. If it is already in the 'ready' state this is considered a
re-commissioning process which is useful if commissioning tests were changed after it previously commissioned.`,
  returns: nodeShape,
  target: ({ db, arg }) => existingNode(db, arg('system_id')),
  async handle({ db, caller, target, links }) {
    await commissionNode(db, userOf(caller), target);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});

/** `nodes/{system_id}/` */
export const node = resource({
  name: 'NodeHandler',
  path: 'nodes/{system_id}/',
  doc: 'Manage an individual Node. The Node is identified by its system_id.',
  operations: [read, details, queryPowerState, readPowerParameters, update, remove, start, stop, release, commission],
});
