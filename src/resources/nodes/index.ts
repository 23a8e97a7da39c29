import { resource } from '../../api/operation/operation.js';
import { countEnlistment } from '../../model/nodes/enlist/enlist-quota.js';
import { nodesAccept } from './accept.js';
import { nodesAcceptAll } from './accept_all.js';
import { nodesAcquire } from './acquire.js';
import { nodesCheckCommissioning } from './check_commissioning.js';
import { nodesDeploymentStatus } from './deployment_status.js';
import { nodesIsRegistered } from './is_registered.js';
import { nodesList } from './list.js';
import { nodesListAllocated } from './list_allocated.js';
import { nodesNew } from './new.js';
import { nodesPowerCycle } from './power_cycle.js';
import { nodesPowerParameters } from './power_parameters.js';
import { nodesQueryPowerState } from './query_power_state.js';
import { nodesRelease } from './release.js';
import { nodesSetZone } from './set_zone.js';
import { nodesStart } from './start.js';
import { nodesStop } from './stop.js';

/** `nodes/` */
export const nodes = resource({
  name: 'NodesHandler',
  path: 'nodes/',
  doc: 'Manage the collection of all the nodes in the MAAS.',
  // Enlistment is the only operation with a body that callers without credentials have.
  beforeAnonymous: async ({ database, settings }, method, address) => {
    if (method === 'POST') await countEnlistment(database, address, settings.enlistLimit);
  },
  operations: [
    nodesList,
    nodesListAllocated,
    nodesDeploymentStatus,
    nodesPowerParameters,
    nodesQueryPowerState,
    nodesIsRegistered,
    nodesNew,
    nodesAccept,
    nodesAcceptAll,
    nodesAcquire,
    nodesCheckCommissioning,
    nodesRelease,
    nodesStart,
    nodesStop,
    nodesPowerCycle,
    nodesSetZone,
  ],
});
