import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { Unauthorized } from '../../errors.js';
import { acquireNode } from '../../model/nodes/acquire/acquire.js';
import { constraintParams, findConditions } from '../../model/nodes/acquire/constraints.js';
import { countMatches, previewNode } from '../../model/nodes/acquire/preview.js';
import { blankable, optional } from '../../params/param.js';
import { flag, textUpTo } from '../../params/values.js';
import { acquiredShape, nodeJson, verboseNodeJson } from './node-json.js';

/** Parameters of other MAAS versions that Juju always sends. They restrict nothing here. */
const SENT_BY_JUJU = ['storage', 'interfaces'];
/** The most characters of the header. */
const MOST_CHARACTERS = 1_000;

/** Names parameters that were ignored, so that a misspelled constraint is noticed. */
function ignoredHeader(names: readonly string[]): Record<string, string> {
  const ignored = names.filter((name) => !SENT_BY_JUJU.includes(name)).map((name) => encodeURIComponent(name));
  return ignored.length > 0 ? { 'x-maas-ignored-parameters': ignored.join(', ').slice(0, MOST_CHARACTERS) } : {};
}

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
optional and when multiple constraints are provided, they are combined using 'AND' semantics. Unknown parameters are
ignored; the header X-MAAS-Ignored-Parameters names them.`,
  params: {
    agent_name: optional(textUpTo(255), 'An agent name to attach to the acquired node.', ''),
    ...constraintParams,
    dry_run: blankable(flag, 'As in MAAS 1.9. 1: return the node that would be acquired, and acquire none.', false),
    verbose: blankable(flag, 'As in MAAS 1.9. 1: return how many ready nodes meet each constraint, too.', false),
  },
  collectsProblems: true,
  returns: acquiredShape,
  async handle({ db, caller, audit, params, problems, unknown, links }) {
    if (!caller.token) throw new Unauthorized();
    const { agent_name: agentName, dry_run: dryRun, verbose, ...constraints } = params;
    const conditions = await findConditions(db, constraints, problems);
    problems.throwIfAny();
    const acquirer = { viewer: userOf(caller), token: caller.token, agentName, audit: audit.record };
    const counts = verbose ? await countMatches(db, acquirer, conditions) : undefined;
    const node = nodeJson(await (dryRun ? previewNode : acquireNode)(db, acquirer, conditions), links);
    return Reply.json(counts ? verboseNodeJson(node, counts) : node, 200, ignoredHeader(unknown));
  },
});
