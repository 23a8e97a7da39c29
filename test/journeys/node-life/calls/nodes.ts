import { ALLOCATED, nodePath, READY, RELEASING } from '../../../support/nodes.js';
import { Node, Nodes, SystemIds } from '../../../support/shapes.js';
import { type Call, call, refused } from '../call.js';
import type { Caller, Place } from '../run.js';
import { changeNode, type NodeState, nodeOf, type State } from '../state.js';

/** What is compared of a node. The shape itself says that an answer has no other keys. */
interface Shown {
  readonly id: string;
  readonly status: number;
  readonly substatus: number;
  readonly owner: string | null;
}

export const shown = ({ system_id: id, status, substatus, owner }: Node): Shown => ({ id, status, substatus, owner });
export const shownState = ({ id, status, substatus, owner }: NodeState): Shown => ({
  id,
  status,
  substatus: substatus ?? (status === ALLOCATED ? NOT_DEPLOYED : status),
  owner,
});
/** The substatus of an allocated node that was not started. */
const NOT_DEPLOYED = 10;
/** The view of a node after its change. */
export const shownIn = (state: State, id: string) => state.nodes.filter((node) => node.id === id).map(shownState)[0];

export const textOf = ({ user, key }: Caller): string => `${user} (key ${key})`;
export const textOfNode = (place: Place): string => (place === 'acquired' ? 'its last node' : `node ${place}`);
export const isAdmin = ({ user }: Caller): boolean => user === 'admin';
/** Whether a user may change a node: administrators any node, others their own. */
export const mayEdit = (by: Caller, node: NodeState): boolean => isAdmin(by) || node.owner === by.user;

/** The changes of a node that is acquired by a user. */
const acquired = (by: Caller, key: string | null): Partial<NodeState> => ({
  status: ALLOCATED,
  substatus: null,
  netboot: true,
  owner: by.user,
  acquiredBy: key,
});

/** Acquires any node, or the one of this place by its name. */
export function acquire(by: Caller, place: number | undefined): Call {
  return call(`${textOf(by)} acquires ${place === undefined ? 'any node' : `node ${place}`}`, (run) => {
    const key = run.key(by);
    const wanted = place === undefined ? undefined : run.node(place);
    const name = run.hostnames.get(wanted ?? '') ?? '';
    const isMatch = ({ id, status, substatus }: NodeState) =>
      status === READY && substatus === null && (wanted === undefined || id === wanted);
    return {
      key,
      reply: run.region.post(key, 'nodes/', { op: 'acquire', name }),
      view(reply) {
        const node = shown(reply.as(Node));
        run.acquired.set(by.user, node.id);
        return node;
      },
      expect(state, view) {
        // A key that is deleted between its check and the acquisition takes no node.
        const free = state.keys.includes(key) ? state.nodes.filter(isMatch) : [];
        const node = view === null ? free[0] : free.find(({ id }) => id === view.id);
        if (!node) return refused(state, 409);
        const next = changeNode(state, node.id, acquired(by, key));
        return { status: 200, state: next, view: shownIn(next, node.id) };
      },
    };
  });
}

/** The changes of a node that is powered off. The power-off never ends. */
export const poweredOff = ({ powersOff, poweringOff }: NodeState) => ({ poweringOff: poweringOff || powersOff });

/** The changes of a node that is released: its user's data and the machine's credentials are gone. */
export function released(node: NodeState): Partial<NodeState> {
  const gone = { netboot: true, owner: null, acquiredBy: null, userData: null, key: null };
  return { ...gone, ...ready(poweredOff(node).poweringOff) };
}

/** The changes of a node that becomes ready. While it is powering off, nobody acquires it. */
export const ready = (poweringOff: boolean) => ({
  status: READY,
  substatus: poweringOff ? RELEASING : null,
  poweringOff,
});

/** Anyone may repeat the release of a node that is powering off. */
const mayRelease = (by: Caller, node: NodeState) => mayEdit(by, node) || node.substatus === RELEASING;

export function release(by: Caller, place: Place): Call {
  return call(`${textOf(by)} releases ${textOfNode(place)}`, (run) => {
    const [key, id] = [run.key(by), run.node(place, by)];
    return {
      key,
      reply: run.region.post(key, nodePath({ system_id: id }), { op: 'release' }),
      view: (reply) => shown(reply.as(Node)),
      expect(state) {
        const node = nodeOf(state, id);
        if (!node) return refused(state, 404);
        if (!mayRelease(by, node)) return refused(state, 403);
        if (node.status !== READY && node.status !== ALLOCATED) return refused(state, 409);
        const next = node.status === READY ? state : changeNode(state, id, released(node));
        return { status: 200, state: next, view: shownIn(next, id) };
      },
    };
  });
}

export function releaseMany(by: Caller, places: readonly Place[]): Call {
  return call(`${textOf(by)} releases ${places.map(textOfNode).join(', ')}`, (run) => {
    const key = run.key(by);
    const ids = [...new Set(places.map((place) => run.node(place, by)))];
    return {
      key,
      reply: run.region.post(key, 'nodes/', { op: 'release', nodes: ids }),
      view: (reply) => reply.as(SystemIds).sort(),
      expect(state) {
        const nodes = ids.flatMap((id) => nodeOf(state, id) ?? []);
        if (nodes.length < ids.length) return refused(state, 400);
        if (!nodes.every((node) => mayRelease(by, node))) return refused(state, 403);
        if (nodes.some(({ status }) => status !== READY && status !== ALLOCATED)) return refused(state, 409);
        const changed = nodes.filter(({ status }) => status === ALLOCATED);
        const next = changed.reduce((after, node) => changeNode(after, node.id, released(node)), state);
        return { status: 200, state: next, view: changed.map(({ id }) => id).sort() };
      },
    };
  });
}

export function read(by: Caller, place: Place): Call {
  return call(`${textOf(by)} reads ${textOfNode(place)}`, (run) => {
    const [key, id] = [run.key(by), run.node(place, by)];
    return {
      key,
      reply: run.region.get(key, nodePath({ system_id: id })),
      view: (reply) => shown(reply.as(Node)),
      expect(state) {
        const node = nodeOf(state, id);
        return node ? { status: 200, state, view: shownState(node) } : refused(state, 404);
      },
    };
  });
}

/** Lists nodes: a user sees nodes without an owner and their own, an administrator all. */
export function list(by: Caller): Call {
  return listing(by, 'list', (state) => state.nodes.filter((node) => node.owner === null || mayEdit(by, node)));
}

/** Lists the nodes that were acquired by the caller's key. */
export function listAllocated(by: Caller): Call {
  return listing(by, 'list_allocated', (state, key) => state.nodes.filter(({ acquiredBy }) => acquiredBy === key));
}

function listing(by: Caller, op: string, visible: (state: State, key: string) => readonly NodeState[]): Call {
  return call(`${textOf(by)} calls ${op}`, (run) => {
    const key = run.key(by);
    return {
      key,
      reply: run.region.get(key, 'nodes/', { op }),
      view: (reply) => reply.as(Nodes).map(shown),
      expect: (state) => ({ status: 200, state, view: visible(state, key).map(shownState) }),
    };
  });
}
