import { randomMac } from '../../../support/factories/nodes.js';
import { ALLOCATED, COMMISSIONING, DECLARED, FAILED_TESTS, nodePath, READY } from '../../../support/nodes.js';
import { Node, SystemIds } from '../../../support/shapes.js';
import { type Call, call, refused } from '../call.js';
import { type Caller, NEW_NODE } from '../run.js';
import { changeNode, nodeOf } from '../state.js';
import { isAdmin, shown, shownIn, shownState, textOf } from './nodes.js';

/** Adds a node. That of an administrator is commissioned at once. */
export function enlist(by: Caller): Call {
  return call(`${textOf(by)} adds a node`, (run) => {
    const key = run.key(by);
    const hostname = run.newHostname();
    const form = { op: 'new', architecture: 'amd64/generic', mac_addresses: randomMac(), hostname };
    const status = isAdmin(by) ? COMMISSIONING : DECLARED;
    return {
      key,
      reply: run.region.post(key, 'nodes/', form),
      view(reply) {
        const node = shown(reply.as(Node));
        run.addNode(node.id, hostname);
        return node;
      },
      expect(state, node) {
        const id = node?.id ?? '';
        const added = { ...NEW_NODE, id, status };
        return { status: 200, state: { ...state, nodes: [...state.nodes, added] }, view: shownState(added) };
      },
    };
  });
}

export function accept(by: Caller, place: number): Call {
  return call(`${textOf(by)} accepts node ${place}`, (run) => {
    const [key, id] = [run.key(by), run.node(place)];
    return {
      key,
      reply: run.region.post(key, 'nodes/', { op: 'accept', nodes: id }),
      view: (reply) => reply.as(SystemIds),
      expect(state) {
        const node = nodeOf(state, id);
        if (!node) return refused(state, 400);
        if (!isAdmin(by)) return refused(state, 403);
        if (node.status === FAILED_TESTS || node.status === ALLOCATED) return refused(state, 409);
        if (node.status !== DECLARED) return { status: 200, state, view: [] };
        return { status: 200, state: changeNode(state, id, COMMISSIONED), view: [id] };
      },
    };
  });
}

/** The changes of a node whose commissioning begins. */
const COMMISSIONED = { status: COMMISSIONING, substatus: null, userData: null };
const COMMISSIONABLE = [DECLARED, FAILED_TESTS, READY];

export function commission(by: Caller, place: number): Call {
  return call(`${textOf(by)} commissions node ${place}`, (run) => {
    const [key, id] = [run.key(by), run.node(place)];
    return {
      key,
      reply: run.region.post(key, nodePath({ system_id: id }), { op: 'commission' }),
      view: (reply) => shown(reply.as(Node)),
      expect(state) {
        const node = nodeOf(state, id);
        if (!node) return refused(state, 404);
        if (!isAdmin(by) || !COMMISSIONABLE.includes(node.status)) return refused(state, 400);
        const next = changeNode(state, id, COMMISSIONED);
        return { status: 200, state: next, view: shownIn(next, id) };
      },
    };
  });
}

export function remove(by: Caller, place: number): Call {
  return call(`${textOf(by)} deletes node ${place}`, (run) => {
    const [key, id] = [run.key(by), run.node(place)];
    return {
      key,
      reply: run.region.delete(key, nodePath({ system_id: id })),
      view: () => null,
      expect(state) {
        const node = nodeOf(state, id);
        if (!node) return refused(state, 404);
        if (!isAdmin(by)) return refused(state, 403);
        if (node.status === ALLOCATED) return refused(state, 409);
        return { status: 204, state: { ...state, nodes: state.nodes.filter((other) => other !== node) } };
      },
    };
  });
}
