import {
  ALLOCATED,
  BROKEN,
  COMMISSIONING,
  DECLARED,
  DEPLOYING,
  FAILED_TESTS,
  nodePath,
} from '../../../support/nodes.js';
import { Node } from '../../../support/shapes.js';
import { type Call, call, refused } from '../call.js';
import type { Caller, Place } from '../run.js';
import { changeNode, type NodeState, nodeOf, type State } from '../state.js';
import { isAdmin, mayEdit, poweredOff, ready, released, shown, shownIn, textOf, textOfNode } from './nodes.js';

/** Calls an operation of a node that changes its state, and answers the node. */
function change(
  by: Caller,
  place: Place,
  op: string,
  expected: (node: NodeState) => Partial<NodeState> | 403 | 409,
): Call {
  return call(`${textOf(by)} calls ${op} of ${textOfNode(place)}`, (run) => {
    const [key, id] = [run.key(by), run.node(place, by)];
    return {
      key,
      reply: run.region.post(key, nodePath({ system_id: id }), { op }),
      view: (reply) => shown(reply.as(Node)),
      expect(state: State) {
        const node = nodeOf(state, id);
        const changes = node ? expected(node) : 404;
        if (typeof changes === 'number') return refused(state, changes);
        const next = changeNode(state, id, changes);
        return { status: 200, state: next, view: shownIn(next, id) };
      },
    };
  });
}

export function markBroken(by: Caller, place: Place): Call {
  return change(by, place, 'mark_broken', (node) => {
    if (!mayEdit(by, node)) return 403;
    const changes = node.status === ALLOCATED ? released(node) : { owner: null, acquiredBy: null };
    return { ...changes, status: FAILED_TESTS, substatus: BROKEN };
  });
}

export function markFixed(by: Caller, place: Place): Call {
  return change(by, place, 'mark_fixed', (node) => {
    if (!isAdmin(by)) return 403;
    return node.substatus === BROKEN ? ready(node.poweringOff) : 409;
  });
}

/** Aborts the commissioning or the deployment of a node. */
export function abort(by: Caller, place: Place): Call {
  return change(by, place, 'abort_operation', (node) => {
    if (!mayEdit(by, node)) return 403;
    if (node.status === COMMISSIONING) return { status: DECLARED, netboot: true, ...poweredOff(node) };
    return node.substatus === DEPLOYING ? { substatus: null, netboot: true, ...poweredOff(node) } : 409;
  });
}
