import { z } from 'zod';
import { user } from '../../../api/operation/access.js';
import { operation } from '../../../api/operation/operation.js';
import { getPowerNode } from '../../../model/nodes/lifecycle/power.js';
import { fetchPowerState } from '../../../power/actions/fetch-power-state.js';
import { readPowerEnvironment } from '../../../power/driver/environment.js';

export const nodeQueryPowerState = operation({
  on: 'GET',
  op: 'query_power_state',
  allow: user,
  doc: `Ask the node's BMC, right now, whether the node is on.

Returns {"state": "on"}, "off", "unknown" (its power type cannot tell) or "error" (its BMC cannot be asked). It takes ten
seconds at most.`,
  returns: z.object({ state: z.enum(['on', 'off', 'unknown', 'error']) }),
  target: ({ db, arg }) => getPowerNode(db, arg('system_id')),
  handle: async ({ target, settings, log }) => ({
    state: await fetchPowerState(target, readPowerEnvironment(settings), log),
  }),
});
