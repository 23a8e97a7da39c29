import { z } from 'zod';
import { user } from '../../api/operation/access.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Unauthorized } from '../../errors.js';
import { acquireNode } from '../../model/nodes/acquire/acquire.js';
import { resolveConstraints } from '../../model/nodes/acquire/constraints.js';
import { parseNetworkSpec } from '../../model/nodes/acquire/network-specs.js';
import { blankable, deferred, many, optional, settler } from '../../params/param.js';
import { identifier, macAddress, textUpTo } from '../../params/values.js';
import { nodeJson, nodeShape } from './node-json.js';

/** A minimum; zero and less is none. */
const minimum = z
  .string()
  .trim()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i, 'Enter a number.')
  .transform(Number)
  .refine(Number.isFinite, 'Enter a number.');

const networkSpec = z.string().transform((text, context) => {
  const spec = parseNetworkSpec(text);
  if (typeof spec !== 'string') return spec;
  context.addIssue({ code: 'custom', message: spec });
  return z.NEVER;
});

const NETWORKS = `by name, by an address within (ip:10.1.2.3) or by VLAN tag (vlan:23)`;

/** Takes a node in one statement, so two callers never get the same one. */
export const nodesAcquire = operation({
  on: 'POST',
  op: 'acquire',
  allow: user,
  transaction: false,
  doc: `Acquire an available node for deployment.

Constraints parameters can be used to acquire a node that possesses certain characteristics. All the constraints are
optional and when multiple constraints are provided, they are combined using 'AND' semantics.`,
  params: {
    name: optional(z.string(), 'Hostname of the returned node.'),
    arch: optional(z.string(), "Architecture of the returned node (e.g. 'i386/generic', 'amd64', 'armhf/highbank')."),
    cpu_count: deferred(blankable(minimum, 'The minimum number of CPUs the returned node must have.')),
    mem: deferred(blankable(minimum, 'The minimum amount of memory (in MB) the returned node must have.')),
    tags: deferred(
      many(z.string(), 'Tags the returned node must have; a value may hold several, by commas or blanks.'),
    ),
    networks: deferred(many(networkSpec, `Networks to which the node must be attached: ${NETWORKS}.`)),
    not_networks: deferred(many(networkSpec, `Networks to which the node must not be attached: ${NETWORKS}.`)),
    connected_to: deferred(many(macAddress, "Routers' MAC addresses the returned node must be connected to.")),
    not_connected_to: deferred(many(macAddress, "Routers' MAC addresses the returned node must not be connected to.")),
    zone: optional(z.string(), 'Name of the physical zone the node should be in.'),
    not_in_zone: deferred(many(identifier(256), 'Names of physical zones from which the node should not be acquired.')),
    agent_name: deferred(optional(textUpTo(255), 'An agent name to attach to the acquired node.')),
  },
  returns: nodeShape,
  async handle({ db, caller, params, links }) {
    if (!caller.token) throw new Unauthorized();
    const wrong: Record<string, readonly string[]> = {};
    const take = settler(wrong);
    const agentName = take('agent_name', params.agent_name) ?? '';
    const wanted = {
      name: params.name,
      arch: params.arch,
      cpu_count: take('cpu_count', params.cpu_count),
      mem: take('mem', params.mem),
      tags: (take('tags', params.tags) ?? []).flatMap((value) => value.split(/[\s,]+/)).filter((tag) => tag !== ''),
      networks: take('networks', params.networks) ?? [],
      not_networks: take('not_networks', params.not_networks) ?? [],
      connected_to: take('connected_to', params.connected_to) ?? [],
      not_connected_to: take('not_connected_to', params.not_connected_to) ?? [],
      zone: params.zone,
      not_in_zone: take('not_in_zone', params.not_in_zone) ?? [],
    };
    const constraints = await resolveConstraints(db, wanted, wrong);
    const acquirer = { viewer: userOf(caller), tokenId: caller.token.id, agentName };
    return nodeJson(await acquireNode(db, acquirer, constraints), links);
  },
});
