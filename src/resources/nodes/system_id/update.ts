import { z } from 'zod';
import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { distroSeries, hardwareParams } from '../../../model/nodes/fields.js';
import { hostname } from '../../../model/nodes/hostnames.js';
import { lockEditableNode } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { updateNode } from '../../../model/nodes/update.js';
import { blankable, forAdmins, optional } from '../../../params/param.js';
import { nodeJson, nodeShape } from '../node-json.js';
import { powerParameters, splitPower } from '../power-parameters.js';

export const nodeUpdate = operation({
  on: 'PUT',
  allow: user,
  doc: 'Update a specific Node. What is not given stays as it is.',
  params: {
    hostname: blankable(hostname, 'The new hostname for this node.'),
    architecture: optional(z.string(), 'The new architecture for this node.'),
    distro_series: optional(distroSeries, 'The Ubuntu series to deploy.'),
    power_type: forAdmins(optional(z.string(), 'The new power type for this node; empty for none.')),
    ...powerParameters,
    zone: forAdmins(blankable(z.string(), 'Name of a valid physical zone in which to place this node.')),
    ...hardwareParams,
  },
  collectsProblems: true,
  returns: nodeShape,
  target: ({ db, caller, arg }) => lockEditableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, params: { power_parameters_, ...changes }, problems, links }) {
    const power = userOf(caller).isSuperuser ? splitPower(power_parameters_) : undefined;
    await updateNode(db, target, { ...changes, power }, problems);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
