import { z } from 'zod';
import { user } from '../../../api/operation/access.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { editableNode, viewedNode } from '../../../model/nodes/find.js';
import { hostname } from '../../../model/nodes/hostnames.js';
import { updateNode } from '../../../model/nodes/update.js';
import { blankable, deferred, forAdmins, optional, settler } from '../../../params/param.js';
import { wholeNumber } from '../../../params/values.js';
import { distroSeries } from '../distro-series.js';
import { nodeJson, nodeShape } from '../node-json.js';
import { powerParameters, splitPower } from '../power-parameters.js';

export const nodeUpdate = operation({
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
