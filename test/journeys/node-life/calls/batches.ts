import { z } from 'zod';
import { type Call, call } from '../call.js';
import type { Caller, Place } from '../run.js';
import { changeNode, type NodeState, nodeOf, type State } from '../state.js';
import { mayEdit, poweredOff, textOf, textOfNode } from './nodes.js';
import { started } from './power.js';

const Outcomes = z.record(z.string(), z.object({ outcome: z.string() }));

/** Starts nodes without user data. */
export const startMany = (by: Caller, places: readonly Place[]): Call =>
  changeMany('start', by, places, (node) => started(node, null));

/** Stops nodes hard. */
export const stopMany = (by: Caller, places: readonly Place[]): Call => changeMany('stop', by, places, poweredOff);

function changeMany(
  op: 'start' | 'stop',
  by: Caller,
  places: readonly Place[],
  changed: (node: NodeState) => Partial<NodeState>,
): Call {
  return call(`${textOf(by)} ${op}s ${places.map(textOfNode).join(' and ')} at once`, (run) => {
    const [key, ids] = [run.key(by), [...new Set(places.map((place) => run.node(place, by)))]];
    return {
      key,
      reply: run.region.post(key, 'nodes/', { op, nodes: ids }),
      view: (reply) => {
        const outcomes = reply.as(Outcomes);
        return ids.map((id) => outcomes[id]?.outcome);
      },
      expect(before) {
        const view = ids.map((id) => outcomeOf(before, by, id));
        const requested = ids.filter((_, at) => view[at] === 'requested');
        const state = requested.reduce((last, id) => {
          const node = nodeOf(last, id);
          return node ? changeNode(last, id, changed(node)) : last;
        }, before);
        return { status: 200, state, view };
      },
    };
  });
}

function outcomeOf(state: State, by: Caller, id: string): string {
  const node = nodeOf(state, id);
  if (!node) return 'unknown';
  return mayEdit(by, node) && node.powered ? 'requested' : 'refused';
}
