import { ALLOCATED, DEPLOYED } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';

/** A node as the model knows it. */
export interface NodeState {
  readonly id: string;
  readonly status: number;
  /** What the status does not tell; null: nothing */
  readonly substatus: number | null;
  readonly netboot: boolean;
  readonly owner: string | null;
  /** The API key by which the node was acquired; null when it was deleted since */
  readonly acquiredBy: ApiKey | null;
  readonly userData: string | null;
  /** The credentials of the machine; null when they were not requested since the last release */
  readonly key: ApiKey | null;
  /** Whether the node has a power type */
  readonly powered: boolean;
  /** Whether a power-off is unfinished. No run performs any. */
  readonly poweringOff: boolean;
  /** Whether the node can be powered off */
  readonly powersOff: boolean;
}

/** What the model knows of a region. It is plain data, so that equal states have equal JSON. */
export interface State {
  readonly nodes: readonly NodeState[];
  /** The API keys of users that authenticate */
  readonly keys: readonly ApiKey[];
}

export function nodeOf({ nodes }: State, id: string): NodeState | undefined {
  return nodes.find((node) => node.id === id);
}

export function nodeByKey({ nodes }: State, key: ApiKey): NodeState | undefined {
  return nodes.find((node) => node.key === key);
}

export function changeNode(state: State, id: string, changes: Partial<NodeState>): State {
  return { ...state, nodes: state.nodes.map((node) => (node.id === id ? { ...node, ...changes } : node)) };
}

/** Whether a request with this key authenticates. */
export function isLive(state: State, key: ApiKey): boolean {
  return state.keys.includes(key) || nodeByKey(state, key) !== undefined;
}

/**
 * The changes of a node by a sign of its installed system. Only an allocated node with netboot off waits for one, unless
 * its deployment was aborted and it is powering off.
 */
export function seeSystem({ status, substatus, netboot, poweringOff }: NodeState): Partial<NodeState> {
  const isAborted = substatus === null && poweringOff;
  return status === ALLOCATED && !netboot && !isAborted ? { substatus: DEPLOYED } : { substatus };
}
