import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { cycleNodes, cycleProblem } from '../../model/nodes/lifecycle/cycle.js';
import { changeEach } from '../../model/nodes/lifecycle/outcomes.js';
import { lockNodes } from '../../model/nodes/lock.js';
import { mandatoryMany } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { outcomesShape } from './outcome-shape.js';
import { stopMode } from './stop-mode.js';

export const nodesPowerCycle = operation({
  on: 'POST',
  op: 'power_cycle',
  allow: user,
  doc: `Power several nodes off and on again, each as by its own power_cycle.

Returns {system_id: {outcome, reason}}. The outcome is 'requested', 'refused' (another user's node, or one that cannot be
powered off, or not in this mode) or 'unknown'. One node does not hold up the others.`,
  names: ['nodes'],
  params: {
    nodes: mandatoryMany(systemId, 'system_ids of the nodes which are to be power-cycled.'),
    stop_mode: stopMode,
  },
  returns: outcomesShape,
  async handle({ db, caller, params: { nodes: ids, stop_mode: mode } }) {
    const viewer = userOf(caller);
    return await changeEach(
      viewer,
      ids,
      await lockNodes(db, ids),
      (node) => cycleProblem(node, mode),
      (nodes) => cycleNodes(db, nodes, mode, viewer.username),
    );
  },
});
