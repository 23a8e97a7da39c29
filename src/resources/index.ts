import type { Resource } from '../api/operation/operation.js';
import { account } from './account.js';
import { commissioningResults } from './commissioning-results.js';
import { commissioningScript, commissioningScripts } from './commissioning-scripts.js';
import { events } from './events.js';
import { file, files } from './files.js';
import { maas } from './maas.js';
import { network, networks } from './networks.js';
import { nodegroups } from './nodegroups/index.js';
import { bootImage } from './nodegroups/uuid/boot-images/id/index.js';
import { bootImages } from './nodegroups/uuid/boot-images/index.js';
import { selection } from './nodegroups/uuid/boot-sources/boot_source_id/selections/id/index.js';
import { selections } from './nodegroups/uuid/boot-sources/boot_source_id/selections/index.js';
import { bootSource } from './nodegroups/uuid/boot-sources/id/index.js';
import { bootSources } from './nodegroups/uuid/boot-sources/index.js';
import { nodegroup } from './nodegroups/uuid/index.js';
import { interfaces } from './nodegroups/uuid/interfaces/index.js';
import { clusterInterface } from './nodegroups/uuid/interfaces/interface/index.js';
import { nodes } from './nodes/index.js';
import { node } from './nodes/system_id/index.js';
import { macs } from './nodes/system_id/macs/index.js';
import { mac } from './nodes/system_id/macs/mac_address/index.js';
import { pxeconfig } from './pxeconfig.js';
import { sshkey, sshkeys } from './sshkeys.js';
import { tag, tags } from './tags.js';
import { user, users } from './users.js';
import { version } from './version.js';
import { zone, zones } from './zones.js';

/** All resources of API 1.0. */
export const resources: readonly Resource[] = [
  nodes,
  node,
  macs,
  mac,
  account,
  users,
  user,
  sshkeys,
  sshkey,
  tags,
  tag,
  zones,
  zone,
  networks,
  network,
  nodegroups,
  nodegroup,
  interfaces,
  clusterInterface,
  bootImages,
  bootImage,
  bootSources,
  bootSource,
  selections,
  selection,
  files,
  file,
  commissioningScripts,
  commissioningScript,
  commissioningResults,
  events,
  maas,
  pxeconfig,
  version,
];
