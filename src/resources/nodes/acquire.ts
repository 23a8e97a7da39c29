import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Conflict } from '../../errors.js';
import { acquireNode } from '../../model/nodes/acquire/acquire.js';
import {
  countCandidates,
  describeCandidates,
  explainMiss,
  findCandidate,
} from '../../model/nodes/acquire/candidates.js';
import { constraintParams, findConditions } from '../../model/nodes/acquire/constraints.js';
import { blankable, optional } from '../../params/param.js';
import { flag, textUpTo } from '../../params/values.js';
import { nodeJson, nodeObject, nodeShape } from './node-json.js';

/** Takes a node in one statement, so two callers never get the same one. */
export const nodesAcquire = operation({
  on: 'POST',
  op: 'acquire',
  allow: user,
  transaction: false,
  // The statement that takes the node also writes its record.
  audited: 'by handler',
  // Juju sends them, and does without them.
  unused: ['interfaces', 'storage'],
  doc: `Acquire an available node for deployment.

Constraints parameters can be used to acquire a node that possesses certain characteristics. All the constraints are
optional and when multiple constraints are provided, they are combined using 'AND' semantics.

Unknown parameters are ignored. The header X-MAAS-Ignored-Parameters names them. With STRICT_PARAMETERS=on they are
refused.`,
  params: {
    agent_name: optional(textUpTo(255), 'An agent name to attach to the acquired node.', ''),
    comment: optional(textUpTo(1_000), 'A comment for the events of the node.', ''),
    dry_run: blankable(flag, 'Only return the node that would be acquired, and change nothing.', false),
    verbose: blankable(
      flag,
      'Also return constraint_counts: for each constraint, how many ready nodes remain that meet it.',
      false,
    ),
    ...constraintParams,
  },
  collectsProblems: true,
  returns: nodeShape.extend({ constraint_counts: z.record(z.string(), z.int()).optional() }),
  async handle({ db, caller, audit, params, problems, links, rightParams }) {
    const conditions = await findConditions(db, params, problems);
    const { agent_name: agentName, comment, dry_run, verbose } = rightParams();
    const viewer = userOf(caller);
    const acquirer = { viewer, token: caller.token, agentName, comment, audit: audit.record };
    const node = dry_run ? await findCandidate(db, viewer, conditions) : await acquireNode(db, acquirer, conditions);
    if (node && !verbose) return nodeJson(node, links);
    const candidates = await countCandidates(db, acquirer, conditions);
    if (node) return { ...nodeObject(node, links), constraint_counts: candidates.meeting };
    throw new Conflict(`${explainMiss(candidates)}${verbose ? ` ${describeCandidates(candidates)}` : ''}`);
  },
});
