import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Invalid } from '../../errors.js';
import { getPowerNodes, recordPowerStates } from '../../model/nodes/powered-nodes.js';
import { mandatoryMany } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { fetchPowerStates } from '../../power/actions/fetch-power-states.js';
import { readPowerEnvironment } from '../../power/driver/environment.js';

/** The most nodes of a query. */
const MOST_NODES = 50;

export const nodesQueryPowerState = operation({
  on: 'GET',
  op: 'query_power_state',
  allow: user,
  doc: `Ask the BMCs of at most ${MOST_NODES} nodes, right now, whether the nodes are on.

Returns {system_id: {"state": "on"}}, with the states of a node's own query_power_state. It takes ten seconds for each ten
nodes at most.`,
  params: { id: mandatoryMany(systemId, 'system_ids of the nodes, which the caller may see.') },
  returns: z.record(z.string(), z.object({ state: z.enum(['on', 'off', 'unknown', 'error']) })),
  async handle({ db, caller, params: { id }, settings, log }) {
    const ids = [...new Set(id)];
    if (ids.length > MOST_NODES) throw Invalid.field('id', `Ensure this list has at most ${MOST_NODES} nodes.`);
    const nodes = await getPowerNodes(db, userOf(caller), ids);
    const began = performance.now();
    const states = await fetchPowerStates(nodes, readPowerEnvironment(settings), log);
    await recordPowerStates(db, states, (performance.now() - began) / 1_000);
    return Object.fromEntries([...states].map(([node, state]) => [node, { state }]));
  },
});
