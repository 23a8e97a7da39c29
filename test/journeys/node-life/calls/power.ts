import { z } from 'zod';
import { ALLOCATED, DEPLOYED, DEPLOYING, nodePath } from '../../../support/nodes.js';
import { Node } from '../../../support/shapes.js';
import { type Call, call, refused } from '../call.js';
import { type Caller, PASSWORD, type Place, USER_DATA } from '../run.js';
import { changeNode, type NodeState, nodeOf } from '../state.js';
import { isAdmin, mayEdit, poweredOff, textOf, textOfNode } from './nodes.js';

/** Starts a node, with user data if it has a number. */
export function start(by: Caller, place: Place, data: number | undefined): Call {
  const userData = data === undefined ? null : `${USER_DATA}-${data}`;
  return call(
    `${textOf(by)} starts ${textOfNode(place)} ${userData === null ? 'without data' : `with ${userData}`}`,
    (run) => {
      const [key, id] = [run.key(by), run.node(place, by)];
      const form = { op: 'start', ...(userData !== null && { user_data: Buffer.from(userData).toString('base64') }) };
      return {
        key,
        reply: run.region.post(key, nodePath({ system_id: id }), form),
        view: (reply) => reply.as(Node).owner,
        expect(state) {
          const node = nodeOf(state, id);
          if (!node || !mayEdit(by, node) || !node.powered) return refused(state, 403);
          return { status: 200, state: changeNode(state, id, started(node, userData)), view: node.owner };
        },
      };
    },
  );
}

/** The changes of a node that is started. */
export function started(node: NodeState, userData: string | null): Partial<NodeState> {
  const netboot = node.netboot || node.substatus === null;
  return { userData, ...(isDeployedBy(node) && { substatus: DEPLOYING, netboot }) };
}

/** Whether a start installs the node: unless it is deployed and boots from its disk. */
function isDeployedBy({ status, substatus, netboot }: NodeState): boolean {
  return status === ALLOCATED && (netboot || substatus !== DEPLOYED);
}

/** Stops a node. Without power workers, only a hard stop holds a node that is released. */
export function stop(by: Caller, place: Place, mode: 'hard' | 'soft'): Call {
  return call(`${textOf(by)} stops ${textOfNode(place)}, ${mode}`, (run) => {
    const [key, id] = [run.key(by), run.node(place, by)];
    return {
      key,
      reply: run.region.post(key, nodePath({ system_id: id }), { op: 'stop', stop_mode: mode }),
      view: (reply) => reply.as(Node).owner,
      expect(state) {
        const node = nodeOf(state, id);
        if (!node || !mayEdit(by, node) || !node.powered) return refused(state, 403);
        if (mode === 'soft' && !node.powersOff) return refused(state, 400);
        const changes = mode === 'hard' ? poweredOff(node) : {};
        return { status: 200, state: changeNode(state, id, changes), view: node.owner };
      },
    };
  });
}

/** Reads the power parameters, which only administrators may see. */
export function powerParameters(by: Caller, place: number): Call {
  return call(`${textOf(by)} reads the power parameters of node ${place}`, (run) => {
    const [key, id] = [run.key(by), run.node(place)];
    const isFirst = run.isFirst(id);
    return {
      key,
      secret: isAdmin(by),
      reply: run.region.get(key, nodePath({ system_id: id }), { op: 'power_parameters' }),
      view: (reply) => reply.as(z.looseObject({ power_pass: z.string().optional() })).power_pass,
      expect(state) {
        if (!isAdmin(by)) return refused(state, 403);
        if (!nodeOf(state, id)) return refused(state, 404);
        return { status: 200, state, view: isFirst ? PASSWORD : undefined };
      },
    };
  });
}
