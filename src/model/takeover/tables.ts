import { files } from './accounts/files.js';
import { keys } from './accounts/keys.js';
import { sshKeys } from './accounts/ssh-keys.js';
import { users } from './accounts/users.js';
import { bootImages } from './clusters/boot-images.js';
import { bootSources } from './clusters/boot-sources.js';
import { clusters } from './clusters/clusters.js';
import { clusterInterfaces } from './clusters/interfaces.js';
import { leases } from './clusters/leases.js';
import { selections } from './clusters/selections.js';
import type { TableMapping } from './mapping/table-mapping.js';
import { commissioningResults } from './nodes/commissioning-results.js';
import { macAddresses } from './nodes/mac-addresses.js';
import { macNetworks } from './nodes/mac-networks.js';
import { nodeKeys } from './nodes/node-keys.js';
import { nodeTags } from './nodes/node-tags.js';
import { nodes } from './nodes/nodes.js';
import { userData } from './nodes/user-data.js';
import { commissioningScripts } from './region/commissioning-scripts.js';
import { configuration } from './region/configuration.js';
import { networks } from './region/networks.js';
import { tags } from './region/tags.js';
import { zones } from './region/zones.js';

/** The tables of the original that are taken over, each after those that its rows refer to. */
export const TABLES: readonly TableMapping[] = [
  users,
  keys,
  sshKeys,
  clusters,
  clusterInterfaces,
  leases,
  bootImages,
  bootSources,
  selections,
  configuration,
  zones,
  networks,
  tags,
  nodes,
  macAddresses,
  macNetworks,
  nodeTags,
  nodeKeys,
  userData,
  files,
  commissioningScripts,
  commissioningResults,
];
