import { resource } from '../../../api/operation/operation.js';
import { nodeAbortOperation } from './abort_operation.js';
import { nodeCommission } from './commission.js';
import { nodeDelete } from './delete.js';
import { nodeDetails } from './details.js';
import { nodeMarkBroken } from './mark_broken.js';
import { nodeMarkFixed } from './mark_fixed.js';
import { nodePowerCycle } from './power_cycle.js';
import { nodePowerParameters } from './power_parameters.js';
import { nodeQueryPowerState } from './query_power_state.js';
import { nodeRead } from './read.js';
import { nodeRelease } from './release.js';
import { nodeStart } from './start.js';
import { nodeStop } from './stop.js';
import { nodeSummary } from './summary.js';
import { nodeUpdate } from './update.js';

/** `nodes/{system_id}/` */
export const node = resource({
  name: 'NodeHandler',
  path: 'nodes/{system_id}/',
  doc: 'Manage an individual Node. The Node is identified by its system_id.',
  operations: [
    nodeRead,
    nodeDetails,
    nodeSummary,
    nodeQueryPowerState,
    nodePowerParameters,
    nodeUpdate,
    nodeDelete,
    nodeStart,
    nodeStop,
    nodePowerCycle,
    nodeRelease,
    nodeCommission,
    nodeAbortOperation,
    nodeMarkBroken,
    nodeMarkFixed,
  ],
});
