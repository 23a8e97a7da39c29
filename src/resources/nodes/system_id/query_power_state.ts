import { z } from 'zod';
import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { getPowerNode, recordPowerState } from '../../../model/nodes/lifecycle/power.js';
import { fetchPowerState } from '../../../power/actions/fetch-power-state.js';
import { readPowerEnvironment } from '../../../power/driver/environment.js';

export const nodeQueryPowerState = operation({
  on: 'GET',
  op: 'query_power_state',
  allow: user,
  doc: `Ask the node's BMC, right now, whether the node is on.

Returns {"state": "on"}, "off", "unknown" (the power type cannot query) or "error" (the query failed). The timeout is
ten seconds.`,
  returns: z.object({ state: z.enum(['on', 'off', 'unknown', 'error']) }),
  target: ({ db, arg }) => getPowerNode(db, arg('system_id')),
  async handle({ db, target, settings, log }) {
    const began = performance.now();
    const state = await fetchPowerState(target, readPowerEnvironment(settings), log);
    await recordPowerState(db, target.systemId, state, (performance.now() - began) / 1_000);
    return { state };
  },
});
