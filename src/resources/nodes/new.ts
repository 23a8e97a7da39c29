import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import type { Context } from '../../api/operation/context.js';
import { operation } from '../../api/operation/operation.js';
import { BadRequest, Invalid } from '../../errors.js';
import {
  findMasterClusterId,
  findNamedClusterId,
  findSurroundingClusterId,
} from '../../model/clusters/find-cluster.js';
import { enlistNode } from '../../model/nodes/enlist/enlist-node.js';
import { dropIgnoredMacs, reportTakenMacs } from '../../model/nodes/enlist/shared-macs.js';
import { distroSeries, hardwareParams } from '../../model/nodes/fields.js';
import { readExistingNode } from '../../model/nodes/read.js';
import type { GivenPower } from '../../model/nodes/update.js';
import { blankable, forAdmins, many, optional } from '../../params/param.js';
import { isPowerType, parsePowerParametersJson } from '../../power/validate-parameters.js';
import { anonymousNodeJson, nodeJson, nodeShape } from './node-json.js';
import { powerParameters, splitPower } from './power-parameters.js';

export const nodesNew = operation({
  on: 'POST',
  op: 'new',
  allow: anyone,
  afterError: async ({ db, caller, settings }, input, error) => {
    if (!(error instanceof Invalid) || !('mac_addresses' in error.fields)) return;
    const macs = dropIgnoredMacs(input.all('mac_addresses'), settings.enlistIgnoreMacs);
    const { address, user } = caller;
    await reportTakenMacs(db, { address, hostname: input.last('hostname'), username: user?.username, macs });
  },
  doc: `Create a new Node.

A node that an administrator adds is commissioned at once. A node that a user or the machine itself enlists waits in
the Declared state until an administrator accepts it.`,
  params: {
    architecture: optional(z.string(), "The architecture of the node, e.g. 'i386/generic'."),
    subarchitecture: optional(z.string(), 'The second half of the architecture, if architecture has only the first.'),
    mac_addresses: many(z.string(), 'One or more MAC addresses for the node.'),
    hostname: optional(z.string(), 'A hostname. If not given, one will be generated.', ''),
    nodegroup: optional(z.string(), 'The id, uuid or name of the cluster that the node belongs to.'),
    autodetect_nodegroup: optional(z.string(), 'Ignored: without nodegroup, the address of the request decides.'),
    power_type: optional(z.string(), "A power management type, if applicable (e.g. 'virsh', 'ipmi')."),
    power_parameters: optional(z.string(), 'The parameters of the power type, as a JSON object.'),
    ...powerParameters,
    distro_series: blankable(distroSeries, 'The Ubuntu series to deploy.'),
    zone: forAdmins(optional(z.string(), 'Name of the physical zone of the node.')),
    ...hardwareParams,
  },
  collectsProblems: true,
  returns: nodeShape,
  async handle({ db, caller, audit, params, problems, links, settings }) {
    const { architecture, subarchitecture, nodegroup, autodetect_nodegroup: _, ...given } = params;
    const { power_type, power_parameters, power_parameters_, ...fields } = given;
    const power = splitPower(power_parameters_);
    const enlistment = {
      ...fields,
      mac_addresses: dropIgnoredMacs(given.mac_addresses, settings.enlistIgnoreMacs),
      architecture: joinArchitecture(architecture, subarchitecture),
      nodegroup_id: problems.has('nodegroup')
        ? undefined
        : await problems.collect(() => clusterOf(db, nodegroup, caller.address)),
      ...(await problems.collect(() => powerOf(power_type, power_parameters, power))),
    };
    const node = await readExistingNode(db, await enlistNode(db, caller.user, enlistment, problems));
    audit.add([node.system_id]);
    return caller.user ? nodeJson(node, links) : anonymousNodeJson(node, links);
  },
});

/**
 * Joins the architecture (`amd64`, `amd64/generic`) and the subarchitecture, which is `generic` by default.
 * @throws BadRequest when both name a subarchitecture
 */
function joinArchitecture(architecture: string | undefined, subarchitecture: string | undefined): string | undefined {
  if (!architecture) return undefined;
  if (!architecture.includes('/')) return `${architecture}/${subarchitecture || 'generic'}`;
  if (!subarchitecture) return architecture;
  throw new BadRequest('The subarchitecture is given twice.');
}

async function clusterOf(db: Context['db'], named: string | undefined, address: string): Promise<number> {
  if (named !== undefined) return findNamedClusterId(db, named);
  return (await findSurroundingClusterId(db, address)) ?? findMasterClusterId(db);
}

/**
 * The power settings of a new node. The single parameters of an administrator are validated against the type. A JSON
 * object is stored as the machine sent it.
 */
function powerOf(type: string | undefined, json: string | undefined, given: GivenPower) {
  if (type !== undefined && type !== '' && !isPowerType(type)) {
    throw Invalid.field('power_type', `Select a valid choice. '${type}' is not one of the available choices.`);
  }
  const parsed = type !== undefined && json ? parsePowerParametersJson(json) : {};
  return { power_type: type ?? '', power_parameters: { ...parsed, ...given.checked(type ?? '') } };
}
