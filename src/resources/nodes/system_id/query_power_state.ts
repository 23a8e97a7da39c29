import { z } from 'zod';
import { user } from '../../../api/operation/access.js';
import { operation } from '../../../api/operation/operation.js';
import { existingPoweredNode } from '../../../model/nodes/lifecycle/power.js';
import { askState } from '../../../power/actions/query-state.js';
import { powerWorld } from '../../../power/driver/environment.js';

export const nodeQueryPowerState = operation({
  on: 'GET',
  op: 'query_power_state',
  allow: user,
  doc: `Ask the node's BMC, right now, whether the node is on.

Returns {"state": "on"}, "off", "unknown" (its power type cannot tell) or "error" (its BMC cannot be asked). It takes ten
seconds at most.`,
  returns: z.object({ state: z.enum(['on', 'off', 'unknown', 'error']) }),
  target: ({ db, arg }) => existingPoweredNode(db, arg('system_id')),
  handle: async ({ target, settings, log }) => ({ state: await askState(target, powerWorld(settings), log) }),
});
