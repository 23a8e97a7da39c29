import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { changeEach } from '../../model/nodes/lifecycle/outcomes.js';
import { startNodes } from '../../model/nodes/lifecycle/start.js';
import { lockNodes } from '../../model/nodes/lock.js';
import { mandatoryMany } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { outcomesShape } from './outcome-shape.js';
import { startParams } from './start-params.js';

export const nodesStart = operation({
  on: 'POST',
  op: 'start',
  allow: user,
  doc: `Power up several nodes, each as by its own start.

Returns {system_id: {outcome, reason}}. The outcome is 'requested', 'refused' (another user's node, or one that cannot be
powered) or 'unknown'. One node does not hold up the others.`,
  names: ['nodes'],
  params: { nodes: mandatoryMany(systemId, 'system_ids of the nodes which are to be started.'), ...startParams },
  returns: outcomesShape,
  async handle({ db, caller, params: { nodes: ids, user_data: userData, distro_series: distroSeries } }) {
    const viewer = userOf(caller);
    const start = (nodes: Parameters<typeof startNodes>[2]) =>
      startNodes(db, viewer, nodes, { userData, distroSeries });
    return await changeEach(viewer, ids, await lockNodes(db, ids), () => undefined, start);
  },
});
