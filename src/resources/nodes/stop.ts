import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { changeEach } from '../../model/nodes/lifecycle/outcomes.js';
import { softStopProblem, stopNodes } from '../../model/nodes/lifecycle/stop.js';
import { lockNodes } from '../../model/nodes/lock.js';
import { mandatoryMany } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { outcomesShape } from './outcome-shape.js';
import { stopMode } from './stop-mode.js';

export const nodesStop = operation({
  on: 'POST',
  op: 'stop',
  allow: user,
  doc: `Shut down several nodes, each as by its own stop.

Returns {system_id: {outcome, reason}}. The outcome is 'requested', 'refused' (another user's node, or one that cannot be
stopped in this mode) or 'unknown'. A node whose power type cannot power off is 'requested', and nothing is sent. One node
does not hold up the others.`,
  names: ['nodes'],
  params: { nodes: mandatoryMany(systemId, 'system_ids of the nodes which are to be stopped.'), stop_mode: stopMode },
  returns: outcomesShape,
  async handle({ db, caller, params: { nodes: ids, stop_mode: mode } }) {
    const viewer = userOf(caller);
    const nodes = await lockNodes(db, ids);
    return await changeEach(
      viewer,
      ids,
      nodes,
      (node) => softStopProblem(node, mode),
      (stoppable) => stopNodes(db, stoppable, mode, viewer.username),
    );
  },
});
