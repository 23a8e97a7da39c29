import {
  ALLOCATED,
  byIdPath,
  COMMISSIONING,
  DECLARED,
  DEPLOYED,
  FAILED_DEPLOYMENT,
  FAILED_TESTS,
  METADATA,
  type Signal,
} from '../../../support/nodes.js';
import { credentialsIn } from '../../../support/preseed.js';
import { type Call, call, type Expected, refused } from '../call.js';
import { changeNode, type NodeState, nodeByKey, nodeOf, type State, seeSystem } from '../state.js';
import { ready } from './nodes.js';

/** A machine reads its preseed, which has its credentials. They are made when there are none. */
export function preseed(place: number): Call {
  return call(`node ${place} reads its preseed`, (run) => {
    const id = run.node(place);
    return {
      key: null,
      reply: run.region.get(null, byIdPath({ system_id: id }), { op: 'get_preseed' }),
      view(reply) {
        const key = credentialsIn(reply.text);
        run.keepNodeKey(id, key);
        return key;
      },
      expect(state, given) {
        const node = nodeOf(state, id);
        if (!node) return refused(state, 404);
        const known = node.key ?? given;
        return { status: 200, state: changeNode(state, id, { key: known }), view: known };
      },
    };
  });
}

/** A machine reads its id with its credentials of this age: 0 for the newest ones. */
export function readId(place: number, age: number): Call {
  return call(`node ${place} reads its id with key -${age}`, (run) => {
    const key = run.nodeKey(run.node(place), age);
    return {
      key,
      reply: run.region.get(key, `${METADATA}meta-data/instance-id`),
      view: (reply) => reply.text,
      expect(state) {
        const node = nodeByKey(state, key);
        if (!node) return refused(state, REVOKED);
        return { status: 200, state: changeNode(state, node.id, seeSystem(node)), view: node.id };
      },
    };
  });
}

/** The answer to credentials that are revoked after they were checked and before they are used. */
const REVOKED = 403;

export function readUserData(place: number, age: number): Call {
  return call(`node ${place} reads its user data with key -${age}`, (run) => {
    const key = run.nodeKey(run.node(place), age);
    return {
      key,
      secret: true,
      reply: run.region.get(key, `${METADATA}user-data`),
      view: ({ text }) => (text.startsWith('MIME-Version') ? FOR_COMMISSIONING : text),
      expect(state) {
        const node = nodeByKey(state, key);
        if (!node) return refused(state, REVOKED);
        const data = node.userData ?? (node.status === COMMISSIONING ? FOR_COMMISSIONING : null);
        const seen = changeNode(state, node.id, seeSystem(node));
        return data === null ? refused(seen, 404) : { status: 200, state: seen, view: data };
      },
    };
  });
}

const FOR_COMMISSIONING = 'the user data of commissioning';
const STATUS_AFTER = { FAILED: FAILED_TESTS, WORKING: COMMISSIONING };

/** An installer turns netboot off. */
export function turnNetbootOff(place: number): Call {
  return call(`node ${place} turns netboot off`, (run) => {
    const id = run.node(place);
    return {
      key: null,
      reply: run.region.post(null, byIdPath({ system_id: id }), { op: 'netboot_off' }),
      view: () => null,
      expect(state) {
        return nodeOf(state, id)
          ? { status: 200, state: changeNode(state, id, { netboot: false }) }
          : refused(state, 404);
      },
    };
  });
}

/** A machine reports on its commissioning or its deployment. */
export function signal(place: number, age: number, word: Signal): Call {
  return call(`node ${place} signals ${word} with key -${age}`, (run) => {
    const key = run.nodeKey(run.node(place), age);
    return {
      key,
      reply: run.region.post(key, METADATA, { op: 'signal', status: word }),
      view: () => null,
      expect(state) {
        const node = nodeByKey(state, key);
        return node ? stateAfter(state, node, word) : refused(state, REVOKED);
      },
    };
  });
}

function stateAfter(state: State, node: NodeState, word: Signal): Expected {
  if (node.status === ALLOCATED && node.substatus !== null) return deploymentAfter(state, node, word);
  if (node.status === DECLARED || node.status === ALLOCATED) return refused(state, 409);
  if (node.status !== COMMISSIONING) return { status: 200, state };
  const changes = word === 'OK' ? ready(node.poweringOff) : { status: STATUS_AFTER[word] };
  return { status: 200, state: changeNode(state, node.id, changes) };
}

/** A deployed node ignores reports. */
function deploymentAfter(state: State, { id, substatus }: NodeState, word: Signal): Expected {
  if (substatus === DEPLOYED || word === 'WORKING') return { status: 200, state };
  return { status: 200, state: changeNode(state, id, { substatus: word === 'OK' ? DEPLOYED : FAILED_DEPLOYMENT }) };
}
