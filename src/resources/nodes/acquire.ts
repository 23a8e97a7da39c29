import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Unauthorized } from '../../errors.js';
import { acquireNode } from '../../model/nodes/acquire/acquire.js';
import { constraintParams, findConditions } from '../../model/nodes/acquire/constraints.js';
import { optional } from '../../params/param.js';
import { textUpTo } from '../../params/values.js';
import { nodeJson, nodeShape } from './node-json.js';

/** Takes a node in one statement, so two callers never get the same one. */
export const nodesAcquire = operation({
  on: 'POST',
  op: 'acquire',
  allow: user,
  transaction: false,
  // The statement that takes the node also writes its record.
  audited: 'by handler',
  doc: `Acquire an available node for deployment.

Constraints parameters can be used to acquire a node that possesses certain characteristics. All the constraints are
optional and when multiple constraints are provided, they are combined using 'AND' semantics.`,
  params: {
    agent_name: optional(textUpTo(255), 'An agent name to attach to the acquired node.', ''),
    ...constraintParams,
  },
  collectsProblems: true,
  returns: nodeShape,
  async handle({ db, caller, audit, params, problems, links }) {
    if (!caller.token) throw new Unauthorized();
    const conditions = await findConditions(db, params, problems);
    problems.throwIfAny();
    const acquirer = {
      viewer: userOf(caller),
      token: caller.token,
      agentName: params.agent_name,
      audit: audit.record,
    };
    return nodeJson(await acquireNode(db, acquirer, conditions), links);
  },
});
